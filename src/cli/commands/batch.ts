import { plainJson } from '#base/plainText.ts';
import type { Batches, BatchReport, BatchView } from '#core/batch/batches.ts';
import type { StoredRun } from '#core/engine.ts';
import { ModelError } from '#core/models/modelError.ts';
import type { Clock } from '#core/ports.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { App } from '../compose.ts';
import type { Context } from '../context.ts';
import { exitCodeOfFailures, exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals } from '../interruption.ts';
import { showBatches } from '../terminal/batches.ts';
import { showProblems } from '../terminal/problems.ts';
import { findRun } from './findRun.ts';
import { runCommand } from './run.ts';
import type { RunOptions } from './runOptions.ts';

export interface BatchOptions {
  readonly format: 'table' | 'json';
}

export interface BatchCollectOptions extends Pick<
  RunOptions,
  'format' | 'output' | 'report' | 'link' | 'baseline' | 'maxCost'
> {
  readonly wait?: true;
}

/** How far the batches of a run are. */
export function batchStatus(
  context: Context,
  id: string | undefined,
  options: BatchOptions,
): Promise<ExitCode> {
  return report(context, id, options, ({ batches, run, signal }) => batches.look(run, signal));
}

/** Asks the services to end them. */
export async function batchCancel(
  context: Context,
  id: string | undefined,
  options: BatchOptions,
): Promise<ExitCode> {
  const { err } = context.terminal;
  return report(context, id, options, async ({ batches, run, signal }) => {
    const cancelled = await batches.cancel(run, signal);
    err.line('What is answered by then is paid, and can be collected: ', [
      'strong',
      `assay batch collect ${run.id}`,
    ]);
    return cancelled;
  });
}

/** Scores what was answered, once every batch of the run has ended. */
export async function batchCollect(
  context: Context,
  id: string | undefined,
  { wait, ...options }: BatchCollectOptions,
): Promise<ExitCode> {
  const { err } = context.terminal;
  const app = await context.open();
  const found = await findWaiting(app, id);
  if (typeof found === 'string') {
    err.line(['bad', 'error'], ` ${found}`);
    return exitCodes.configuration;
  }
  const { batches, run } = found;
  if (!(await batches.isWaiting(run))) {
    err.line(['bad', 'error'], ` no request of the run ${run.id} waits in a batch.`);
    err.line('To ask again what was not answered: ', [
      'strong',
      `assay run --resume ${run.id} --batch`,
    ]);
    return exitCodes.configuration;
  }
  const collected = await untilEnded(context, app, found, wait === true);
  if (typeof collected === 'number') return collected;
  const code = await runCommand(context, [], { ...options, resume: run.id }, collected);
  await batches.tidy(run);
  return code;
}

/** The engine to go on with, or why there is none. */
async function untilEnded(
  { terminal: { err } }: Context,
  { clock }: App,
  { batches, run }: RunOfBatches,
  isPatient: boolean,
): Promise<Parameters<typeof runCommand>[3] | ExitCode> {
  using signals = hearSignals(process, clock, () => {});
  const { stopping } = signals;
  const goOn = `assay batch collect ${run.id}`;
  for (let waitMs = firstWaitMs, told = ''; ; waitMs = Math.min(longestWaitMs, waitMs * 1.5)) {
    const collected = await batches.collect(run, stopping).catch(unlessCancelled);
    if (collected === undefined || stopping.aborted) {
      err.line('The batches go on without this program. To collect them later: ', ['strong', goOn]);
      return exitCodes.interrupted;
    }
    const { problems, batches: views, engine } = collected;
    showProblems(err, problems);
    if (hasErrors(problems)) return exitCodeOfProblems(problems);
    if (engine !== undefined) return engine;
    const fault = faultOf(views);
    const isLasting = fault !== undefined && isLastingFault(fault.code);
    const state = JSON.stringify(views);
    if (state !== told) showBatches(err, views);
    told = state;
    if (!isPatient || isLasting) {
      err.line('Not all of it is answered yet. To collect it later: ', ['strong', goOn]);
      return fault === undefined ? exitCodes.provider : exitCodeOfFailures([fault.code]);
    }
    await pause(clock, waitMs, stopping);
  }
}

const firstWaitMs = 1000;
const longestWaitMs = 60_000;

function unlessCancelled(error: unknown): undefined {
  if (error instanceof ModelError && error.code === 'cancelled') return undefined;
  throw error;
}

function faultOf(views: readonly BatchView[]): BatchView['fault'] {
  return views.find(({ fault }) => fault !== undefined)?.fault;
}

/** Waiting helps against nothing but these. */
function isLastingFault(code: string): boolean {
  return !['network', 'timeout', 'server-error', 'overloaded', 'rate-limited'].includes(code);
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stop = clock.timer(ms, done);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done);
  });
}

interface RunOfBatches {
  readonly batches: Batches;
  readonly run: StoredRun;
}

/** The run of that name; without one the newest that waits. A text: why there is none. */
async function findWaiting(app: App, id: string | undefined): Promise<RunOfBatches | string> {
  const batches = await app.batches();
  if (id !== undefined) {
    const found = await findRun(app, id);
    return 'refusal' in found ? found.refusal : { batches, run: found.run };
  }
  for (const run of await app.engine.history.list()) {
    if (await batches.isWaiting(run)) return { batches, run };
  }
  return 'no run waits for a batch. "assay run --batch" makes one.';
}

async function report(
  context: Context,
  id: string | undefined,
  { format }: BatchOptions,
  ask: (found: RunOfBatches & { readonly signal: AbortSignal }) => Promise<BatchReport>,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const app = await context.open();
  const found = await findWaiting(app, id);
  if (typeof found === 'string') {
    err.line(['bad', 'error'], ` ${found}`);
    return exitCodes.configuration;
  }
  using signals = hearSignals(process, app.clock, () => {});
  const asked = await ask({ ...found, signal: signals.stopping }).catch(unlessCancelled);
  if (asked === undefined) return exitCodes.interrupted;
  const { problems, batches } = asked;
  showProblems(err, problems);
  if (format === 'json') out.json(plainJson({ version: 1, run: found.run.id, batches }, 2));
  else {
    out.line(['strong', `Run ${found.run.id}`]);
    showBatches(out, batches);
  }
  if (hasErrors(problems)) return exitCodeOfProblems(problems);
  const fault = faultOf(batches);
  return fault === undefined ? exitCodes.fine : exitCodeOfFailures([fault.code]);
}
