/** Runs the tests of `test/ci` on the schemas that CI systems publish: `main.ts [what mocha takes…]`. */
import { leaveIfMissing } from '#support/suite.ts';
import { runMocha } from '#support/runMocha.ts';
import { ciSchemas, kubernetesSchemas } from './ciSchemas.ts';

await leaveIfMissing(
  { suite: 'the files for CI', what: 'Python with pip', variable: 'REQUIRE_CI_SCHEMAS' },
  () => Promise.resolve([ciSchemas(), kubernetesSchemas()]),
);
process.exitCode = await runMocha('test/ci/**/*.test.ts', { timeoutMs: 60_000 });
