import { parentPort } from 'node:worker_threads';
import variant from '@jitl/quickjs-singlefile-cjs-release-sync';
import { newQuickJSWASMModuleFromVariant } from 'quickjs-emscripten-core';
import { runInSandbox, type ScriptJob, type ScriptOutcome } from './sandbox.ts';

/** The thread that scripts run in. It says `ready` once, and then an outcome for each job. */
export type ScriptMessage = 'ready' | ScriptOutcome;

void serve();

async function serve(): Promise<void> {
  const quickjs = await newQuickJSWASMModuleFromVariant(variant.default);
  parentPort?.on('message', (job: ScriptJob) => {
    tell(runInSandbox(quickjs, job));
  });
  tell('ready');
}

function tell(message: ScriptMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage(message);
}
