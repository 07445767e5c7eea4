/** Runs the tests of `test/mlflow`, which talk with a real MLflow server: `main.ts [what mocha takes…]`. */
import { leaveIfMissing } from '#support/suite.ts';
import { runMocha } from '#support/runMocha.ts';
import { mlflowPython } from './environment.ts';

const python = await leaveIfMissing(
  { suite: 'the tests with a real MLflow', what: 'MLflow', variable: 'REQUIRE_MLFLOW' },
  mlflowPython,
);
// A server takes up to half a minute to start on a slow machine.
process.exitCode = await runMocha('test/mlflow/**/*.test.ts', {
  timeoutMs: 120_000,
  env: { MLFLOW_PYTHON: python },
});
