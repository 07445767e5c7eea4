import { startMlflow, type MlflowServer } from './server.ts';

let started: Promise<MlflowServer> | undefined;

/** One server for all tests: it takes seconds to start. Each test has an experiment of its own. */
export function sharedServer(): Promise<MlflowServer> {
  started ??= startMlflow();
  return started;
}

after(async () => {
  await (await started)?.[Symbol.asyncDispose]();
});
