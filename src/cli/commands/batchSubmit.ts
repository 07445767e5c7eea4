import { plainJson } from '#base/plainText.ts';
import type { Batches, Submission } from '#core/batch/batches.ts';
import { counted, plainUsd } from '#core/report/numbers.ts';
import type { ReadyRun } from '#core/runner/run.ts';
import type { Context } from '../context.ts';
import { exitCodeOfFailures, exitCodes, type ExitCode } from '../exitCodes.ts';
import type { Interruption } from '../interruption.ts';
import type { RunOptions } from './runOptions.ts';

/** Sends a planned run's requests and says what comes next. `known`: every reply is there already, and the run can go on at once. */
export async function batchSubmit(
  { terminal }: Context,
  batches: Batches,
  ready: ReadyRun,
  { format }: Pick<RunOptions, 'format'>,
  signals: Interruption,
): Promise<ExitCode | 'known'> {
  const { err, out } = terminal;
  const { id } = ready.manifest;
  if (ready.manifest.options.batch !== true) {
    err.line(['bad', 'error'], ` the run ${id} was not started with --batch.`);
    err.line('To go on with it: ', ['strong', `assay run --resume ${id}`]);
    await ready.finish();
    await ready.release();
    return exitCodes.configuration;
  }
  let submission: Submission;
  try {
    submission = await batches.submit(ready, signals.stopping);
  } catch (error) {
    if (!signals.wasInterrupted()) throw error;
    err.line(`Nothing was sent. To submit it: `, ['strong', `assay run --resume ${id} --batch`]);
    return exitCodes.interrupted;
  }
  const { batches: sent, requests, known, stopped } = submission;
  const hasWaited = (ready.before?.waiting.size ?? 0) > 0;
  if (stopped === undefined && sent === 0 && !hasWaited) return 'known';
  if (format === 'json') out.json(plainJson({ version: 1, run: id, ...submission }, 2));
  err.line(
    `Submitted: ${counted(requests, 'request')} in ${counted(sent, 'batch', 'batches')}${knownWords(known)}.`,
  );
  if (stopped !== undefined) {
    err.line(['bad', 'error'], ` ${stopped.message} (${stopped.code})`);
    const { neededUsd } = stopped;
    const more =
      neededUsd === undefined ? '' : ` --max-cost ${plainUsd(Math.ceil(neededUsd * 1e4) / 1e4)}`;
    err.line('To submit the rest: ', ['strong', `assay run --resume ${id} --batch${more}`]);
  }
  if (sent > 0 || hasWaited) {
    err.line('Answers come within 24 hours. To collect them: ', [
      'strong',
      `assay batch collect ${id}`,
    ]);
    err.line('To see how far they are: ', ['strong', `assay batch status ${id}`]);
  }
  if (signals.wasInterrupted()) return exitCodes.interrupted;
  return stopped === undefined ? exitCodes.fine : exitCodeOfFailures([stopped.code]);
}

function knownWords(known: number): string {
  if (known === 0) return '';
  return `; ${known === 1 ? 'a reply is' : `${known} replies are`} known already`;
}
