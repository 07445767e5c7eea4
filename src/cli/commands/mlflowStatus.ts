import { plainJson } from '#base/plainText.ts';
import { MlflowError } from '#core/mlflow/mlflowError.ts';
import type { OutboxEntry } from '#core/mlflow/outbox.ts';
import type { MlflowTerms } from '#core/mlflow/terms.ts';
import { counted, duration } from '#core/report/numbers.ts';
import type { Context } from '../context.ts';
import { exitCodeOfFailures, exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals } from '../interruption.ts';
import { openMlflow } from './mlflowDoor.ts';

export interface MlflowStatusOptions {
  readonly format: 'table' | 'json';
}

/** Where runs go, whether the server answers, and what waits. Of a key only where it is from. */
export async function mlflowStatus(
  context: Context,
  { format }: MlflowStatusOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const opened = await openMlflow(context);
  if (typeof opened === 'number') return opened;
  const { app, mlflow } = opened;
  using signals = hearSignals(process, app.clock, (text) => {
    err.line(text);
  });
  const [waiting, fault] = await Promise.all([
    mlflow.waiting(),
    mlflow.look(signals.stopping).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof MlflowError) return error;
        throw error;
      },
    ),
  ]);
  const { credential } = app.mlflow;
  const answers =
    fault === undefined
      ? { ok: true }
      : { ok: false, code: fault.code, message: fault.message, next: fault.next };
  if (format === 'json') {
    out.json(
      plainJson(
        { version: 1, ...mlflow.terms, credential: credential ?? null, answers, waiting },
        2,
      ),
    );
  } else {
    for (const line of termLines(mlflow.terms, credential)) out.line(line);
    out.line(`answer      ${fault === undefined ? 'yes, it is MLflow' : `no: ${fault.message}`}`);
    out.line(`waiting     ${counted(waiting.length, 'run')}`);
    for (const one of waiting) out.line(waitingLine(one, mlflow.terms, app.clock.now()));
    if (fault !== undefined) err.line(fault.next);
  }
  return fault === undefined ? exitCodes.fine : exitCodeOfFailures([fault.code]);
}

const textWords: Readonly<Record<MlflowTerms['texts'], string>> = {
  none: 'none: names, parameters and figures alone',
  prompts: 'the prompt files, with the cases that are written in them',
  all: 'prompt files, cases and replies',
};

function termLines(terms: MlflowTerms, credential: string | undefined): readonly string[] {
  return [
    `server      ${terms.trackingUri} (${terms.foundIn})`,
    `credential  ${credential ?? 'none'}`,
    `experiment  ${terms.experiment}`,
    `push        ${terms.push}`,
    `texts       ${textWords[terms.texts]}`,
    `user        ${terms.user ? 'told' : 'not told'}`,
  ];
}

function waitingLine(
  { run, attempts, nextAt, lastError, trackingUri }: OutboxEntry,
  terms: MlflowTerms,
  nowMs: number,
): string {
  const where = trackingUri === terms.trackingUri ? '' : ` for ${trackingUri}`;
  const when = nextAt > nowMs ? `, again by itself in ${duration(nextAt - nowMs)}` : '';
  const why = lastError === undefined ? '' : `: ${lastError}`;
  return `  ${run}${where}, tried ${attempts} times${when}${why}`;
}
