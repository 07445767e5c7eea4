import assert from 'node:assert/strict';
import { ModelError, type ModelErrorCode } from '#core/models/modelError.ts';
import { openModelRun } from '#core/models/layers/stack.ts';
import type { FakeAnswer } from '#support/fakeModel.ts';
import { ModelBench, testEntry } from '#support/modelBench.ts';
import { seeded } from '#support/seeded.ts';

const faults: readonly ModelErrorCode[] = [
  'rate-limited',
  'overloaded',
  'server-error',
  'timeout',
  'network',
  'bad-reply',
  'too-long',
];

describe('all layers together', () => {
  for (const seed of [1, 2, 3]) {
    it(`lose no call, no place and no cent while everything goes wrong a little, seed ${seed}`, async () => {
      const random = seeded(seed);
      const script = (): FakeAnswer => {
        const drawn = random();
        const code = faults[Math.floor(drawn / 0.04)];
        if (code === undefined) return { latencyMs: 500 + 1000 * random() };
        return { latencyMs: 100, error: new ModelError(code, code) };
      };
      const bench = new ModelBench(script, {
        random,
        maxCostUsd: 1e9,
        entry: { price: { input: 1_000_000, output: 1_000_000 } },
      });
      const cancelled = Array.from({ length: 20 }, (_, nth) => {
        const controller = new AbortController();
        bench.clock.timer(nth * 700, () => {
          controller.abort();
        });
        return bench.send('cancelled', { signal: controller.signal });
      });
      const all = bench.sendMany(1500, 40);
      await bench.clock.advance(240_000);
      await Promise.all([all, ...cancelled]);

      const dispatches = bench.outcomes
        .flatMap((outcome) => outcome.events)
        .filter((event) => event.startsWith('dispatched')).length;
      assert.equal(dispatches, bench.provider.requests.length);
      for (const { events, reply } of bench.outcomes) {
        const failures = events.filter((event) => event.startsWith('failed')).length;
        assert.equal(events.length, failures * 2 + (reply === undefined ? 0 : 1));
        assert.ok(failures <= 6);
      }
      const spent = bench.outcomes
        .flatMap(({ costs, reply }) => [...costs, reply?.costUsd ?? 0])
        .reduce((sum, usd) => sum + usd, 0);
      assert.equal(Math.round(bench.run.budget.spentUsd), Math.round(spent));
      assert.equal(bench.run.budget.reservedUsd, 0);
      assert.equal(bench.provider.inFlight, 0);
      assert.ok(bench.tally['ok']! > 1350, JSON.stringify(bench.tally));
      bench.run.close();
      assert.equal(bench.clock.pendingTimers, 0);
    });
  }

  it('want a provider for a live run', () => {
    const { ports } = new ModelBench(() => ({}));
    const run = openModelRun({ ports });
    assert.throws(() => run.open(testEntry, undefined, 'trials'), /needs a provider/);
    run.close();
  });
});
