import { plainField, plainJson } from '#base/plainText.ts';
import type { ForeignRun } from '#core/mlflow/foreignRuns.ts';
import { MlflowError } from '#core/mlflow/mlflowError.ts';
import { counted } from '#core/report/numbers.ts';
import type { Context } from '../context.ts';
import { exitCodeOfFailures, exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals } from '../interruption.ts';
import { openMlflow } from './mlflowDoor.ts';

export interface MlflowPullOptions {
  readonly experiment?: string;
  readonly run?: string;
  readonly limit: number;
  readonly format: 'table' | 'json';
}

/** Keeps runs of other programs in `.assay/mlflow`, where the history shows them. */
export async function mlflowPull(
  context: Context,
  { experiment, run, limit, format }: MlflowPullOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const opened = await openMlflow(context);
  if (typeof opened === 'number') return opened;
  using signals = hearSignals(process, opened.app.clock, (text) => {
    err.line(text);
  });
  try {
    const wish = {
      newest: limit,
      ...(experiment === undefined ? {} : { experiment }),
      ...(run === undefined ? {} : { run }),
    };
    const { runs, news, own } = await opened.mlflow.pull(wish, signals.stopping);
    if (format === 'json') out.json(plainJson({ version: 1, runs, news, own }, 2));
    else for (const one of runs) out.line(runLine(one));
    const left = own === 0 ? '' : ` ${counted(own, 'run')} of Assay left out.`;
    err.line(`${counted(runs.length, 'run')} kept in .assay/mlflow, ${news} of them new.${left}`);
    return exitCodes.fine;
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    err.line(['bad', 'error'], ` ${error.message} ${error.next}`);
    if (error.code === 'cancelled') return exitCodes.interrupted;
    return error.code === 'bad-request'
      ? exitCodes.configuration
      : exitCodeOfFailures([error.code]);
  }
}

function runLine({ runId, startedAt, name, status, metrics }: ForeignRun): string {
  const figures = counted(Object.keys(metrics).length, 'metric');
  return plainField(`${runId} ${startedAt.slice(0, 16)} ${name}: ${status}, ${figures}`, 300);
}
