import { resolve } from 'node:path';
import { plainJson } from '#base/plainText.ts';
import type { CalibrationReport } from '#core/engine.ts';
import { figure } from '#core/report/numbers.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { CacheMode } from '#protocol/run.ts';
import type { Context } from '../context.ts';
import { exitCodeOfFailures, exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals, unlessInterrupted } from '../interruption.ts';
import { judgeSentence, showPreflight } from '../terminal/preflight.ts';
import { showProblems } from '../terminal/problems.ts';
import { makeProgressLine } from '../terminal/progress.ts';
import { tableText } from '../terminal/table.ts';

export interface JudgeCalibrateOptions {
  readonly evaluator?: string;
  readonly minAgreement?: number;
  readonly maxCost?: number;
  readonly cache?: CacheMode;
  readonly record?: boolean;
  readonly replay?: boolean;
  readonly live?: boolean;
  readonly dryRun?: boolean;
  readonly allowUnpriced?: readonly string[];
  readonly format: 'table' | 'json';
}

/** Asks the judges about what people have labelled. A judge that agrees too little ends with the code of a gate. */
export async function judgeCalibrate(
  context: Context,
  prompt: string,
  options: JudgeCalibrateOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const app = await context.open();
  if (hasErrors(app.problems)) {
    showProblems(err, app.problems);
    return exitCodeOfProblems(app.problems);
  }
  using signals = hearSignals(process, app.clock, (text) => err.line(text));
  const { judges } = app.engine;
  const request = requestOf(resolve(context.cwd, prompt), options);
  const planned = await unlessInterrupted(signals, judges.plan(request, signals.stopping));
  if (planned === undefined) return exitCodes.interrupted;
  showProblems(err, [...app.problems, ...planned.problems]);
  const { ready, preflight } = planned;
  if (ready === undefined || preflight === undefined) return exitCodeOfProblems(planned.problems);
  if (options.dryRun === true) {
    if (options.format === 'json') out.json(plainJson(preflight, 2));
    else showPreflight(out, preflight);
    return exitCodes.fine;
  }
  err.line(judgeSentence(preflight));
  const progress = makeProgressLine(err, app.clock);
  let report: CalibrationReport;
  try {
    report = await judges.calibrate(ready, {
      signal: signals.stopping,
      hear: (heard) => progress.advance({ ...heard, failed: 0 }),
    });
  } finally {
    progress.stop();
  }
  showProblems(err, report.problems);
  if (options.format === 'json') out.json(plainJson({ version: 1, ...report }, 2));
  else {
    const { showCalibrations } = await import('../terminal/calibration.ts');
    showCalibrations(out, report);
  }
  const { stopped } = report;
  if (stopped !== undefined) err.line(['bad', 'error'], ` ${stopped.code}: ${stopped.message}`);
  if (stopped !== undefined || signals.wasInterrupted()) {
    err.line('Of a judge that was not asked about everything nothing was written.');
  }
  if (signals.wasInterrupted()) return exitCodes.interrupted;
  return stopped === undefined ? codeOf(report) : exitCodeOfFailures([stopped.code]);
}

function requestOf(
  prompt: string,
  {
    evaluator,
    minAgreement,
    maxCost,
    cache,
    record,
    replay,
    live,
    allowUnpriced,
  }: JudgeCalibrateOptions,
): Parameters<Awaited<ReturnType<Context['open']>>['engine']['judges']['plan']>[0] {
  const recordings =
    record === true ? 'record' : replay === true ? 'replay' : live === true ? 'off' : undefined;
  return {
    prompt,
    ...(evaluator === undefined ? {} : { evaluator }),
    ...(minAgreement === undefined ? {} : { minAgreement }),
    ...(maxCost === undefined ? {} : { maxCostUsd: maxCost }),
    ...(cache === undefined ? {} : { cache }),
    ...(recordings === undefined ? {} : { recordings }),
    ...(allowUnpriced === undefined ? {} : { allowUnpriced }),
  };
}

function codeOf({ judges }: CalibrationReport): ExitCode {
  if (judges.some(({ path }) => path === undefined)) return exitCodes.provider;
  const areEnough = judges.every(({ state }) => state.status === 'calibrated');
  return areEnough ? exitCodes.fine : exitCodes.gateFailed;
}

export interface JudgeStatusOptions {
  readonly format: 'table' | 'json';
}

const columns = [
  { title: 'prompt, judge', width: 34 },
  { title: 'asks', width: 24 },
  { title: 'status', width: 14 },
  { title: 'kappa', width: 7 },
  { title: 'labels', width: 8 },
] as const;

/** Shows every judge with its state; asks nobody. */
export async function judgeStatus(
  context: Context,
  { format }: JudgeStatusOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const app = await context.open();
  const { problems: found, judges } = await app.engine.judges.status();
  const problems = [...app.problems, ...found];
  showProblems(err, problems);
  if (format === 'json') out.json(plainJson({ version: 1, judges }, 2));
  else if (judges.length === 0) err.line('No prompt of this project asks a judge.');
  else {
    const rows = judges.map(({ prompt, evaluator, models, state, labelled, hasNewLabels }) => [
      [prompt, evaluator],
      [...new Set(models)],
      [state.status, ...(state.provisional === true ? ['provisional'] : [])],
      state.kappa === undefined ? '' : figure(state.kappa),
      [String(labelled), ...(hasNewLabels ? ['changed'] : [])],
    ]);
    out.text(tableText(columns, rows));
  }
  return exitCodeOfProblems(problems);
}
