/** Runs the tests of `test/redis`, which start a real Redis: `main.ts [what mocha takes…]`. */
import { leaveIfMissing } from '#support/suite.ts';
import { runMocha } from '#support/runMocha.ts';
import { startRedis } from '#support/redisServer.ts';

await leaveIfMissing(
  { suite: 'the tests with a real Redis', what: 'redis-server', variable: 'REQUIRE_REDIS' },
  async () => {
    await using redis = await startRedis();
    return redis.address;
  },
);
process.exitCode = await runMocha('test/redis/**/*.test.ts', { timeoutMs: 120_000 });
