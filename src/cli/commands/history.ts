import { plainField, plainJson } from '#base/plainText.ts';
import type { StoredRun } from '#core/engine.ts';
import { listForeignRuns, type ForeignRun } from '#core/mlflow/foreignRuns.ts';
import { count, counted, duration, figure, money } from '#core/report/numbers.ts';
import { runReport } from '#core/report/json.ts';
import { runStartMs } from '#core/store/ulid.ts';
import type { RunManifest, RunSummary } from '#protocol/run.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import type { ReportArgument } from '../reportFiles.ts';
import type { RunFormat } from '../runFormats.ts';
import { tableText } from '../terminal/table.ts';

export interface HistoryListOptions {
  readonly limit: number;
  readonly format: 'table' | 'json';
}

export interface HistoryPruneOptions {
  readonly keep?: number;
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly yes?: true;
}

export interface HistoryShowOptions {
  readonly cases?: 'failed' | 'errors' | 'all';
  readonly format: RunFormat;
  readonly output?: string;
  readonly report?: readonly ReportArgument[];
  readonly link?: string;
}

/** Lists the project's runs, damaged ones included, and among them those that were pulled from MLflow. */
export async function historyList(
  context: Context,
  { limit, format }: HistoryListOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { engine, clock, files } = await context.open();
  const [runs, own, foreign] = await Promise.all([
    engine.history.list(limit),
    engine.history.count(),
    listForeignRuns(files, engine.root),
  ]);
  if (format === 'json') {
    const shown = runs.map((run) => listed(run));
    out.json(plainJson({ version: 1, runs: shown, foreign: foreign.slice(0, limit) }, 2));
    return exitCodes.fine;
  }
  const now = clock.now();
  const rows = [
    ...runs.map((run) => ({ at: runStartMs(run.id), cells: row(run, now) })),
    ...foreign.map((run) => ({ at: Date.parse(run.startedAt), cells: foreignRow(run, now) })),
  ].toSorted((a, b) => b.at - a.at);
  const shown = rows.slice(0, limit);
  const total = own + foreign.length;
  if (total === 0) err.line('No runs yet. "assay run" makes one.');
  else
    out.text(
      tableText(
        columns,
        shown.map(({ cells }) => cells),
      ),
    );
  if (total > shown.length) {
    err.line(`${counted(total - shown.length, 'older run')} not shown; --limit shows more.`);
  }
  return exitCodes.fine;
}

/** Metrics that a line has room for; the file has them all. */
const fewMetrics = 3;

/** What another program's parameters call the model, if anything. */
function foreignRow(run: ForeignRun, nowMs: number): Row {
  const { runId, startedAt, name, experiment, status, params, metrics } = run;
  const all = Object.entries(metrics);
  const figures = all
    .slice(0, fewMetrics)
    .map(([key, value]) => plainField(`${key} ${figure(value)}`, 40));
  return [
    ['MLflow, another program', plainField(runId, 40)],
    duration(Math.max(0, nowMs - Date.parse(startedAt))),
    [plainField(name, 60), plainField(experiment, 60)],
    plainField(params['model'] ?? params['model_name'] ?? '', 60),
    [
      ...figures,
      ...(all.length > fewMetrics ? [`${all.length - fewMetrics} more`] : []),
      plainField(status, 20).toLowerCase(),
    ],
    '',
  ];
}

function listed({ id, manifest, summary }: StoredRun): unknown {
  if (!('value' in manifest)) return { id, fault: manifest.fault, message: manifest.message };
  return runReport(manifest.value, 'value' in summary ? summary.value : undefined);
}

/** 100 characters together with the gaps. */
const columns = [
  { title: 'run', width: 26 },
  { title: 'age', width: 12 },
  { title: 'prompts', width: 14 },
  { title: 'models', width: 15 },
  { title: 'passed, end', width: 13 },
  { title: 'cost', width: 10 },
] as const;

type Row = readonly (string | readonly string[])[];

function row(run: StoredRun, nowMs: number): Row {
  const { id, manifest, summary } = run;
  const age = duration(Math.max(0, nowMs - runStartMs(id)));
  if (!('value' in manifest)) return [id, age, '', '', `cannot be read: ${manifest.fault}`, ''];
  const { prompts, candidates } = manifest.value;
  const models = [...new Set(candidates.map((candidate) => candidate.model))];
  const names = [...new Set(prompts.map((prompt) => prompt.name))];
  if (!('value' in summary)) {
    const { batch } = manifest.value.options;
    const open = batch === true ? 'waits for its batches' : 'not ended';
    const end = summary.fault === 'missing' ? open : `summary ${summary.fault}`;
    return [id, age, few(names), few(models), end, ''];
  }
  const judged = summary.value.candidates.reduce((sum, one) => sum + one.judged, 0);
  const passed = summary.value.candidates.reduce((sum, one) => sum + one.passed, 0);
  const result = judged === 0 ? 'no verdict' : `${count(passed)} of ${count(judged)}`;
  return [
    id,
    age,
    few(names),
    few(models),
    [result, summary.value.ended],
    costOf(manifest.value, summary.value),
  ];
}

function few(names: readonly string[]): readonly string[] {
  const shown = names.slice(0, 3).map((name) => plainField(name, 60));
  return names.length > 3 ? [...shown, `and ${names.length - 3} more`] : shown;
}

function costOf({ models }: RunManifest, { spentUsd }: RunSummary): string | readonly string[] {
  const unpriced = models.filter((model) => model.price === undefined).length;
  if (unpriced === 0) return money(spentUsd);
  return unpriced === models.length ? money(undefined) : [money(spentUsd), 'and more'];
}

/** A run that has not ended may still be at work, and batches are kept by their service for a month. */
const mayStillRunMs = 86_400_000;
const batchesStayMs = 29 * 86_400_000;

function mayStillEnd({ manifest, summary }: StoredRun, ageMs: number): boolean {
  const isOpen = 'fault' in summary && summary.fault === 'missing';
  const isBatched = 'value' in manifest && manifest.value.options.batch === true;
  return isOpen && ageMs < (isBatched ? batchesStayMs : mayStillRunMs);
}

/** Removes old runs after it has said which, and was told to. */
export async function historyPrune(
  context: Context,
  { keep, olderThan, yes }: HistoryPruneOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const { err } = terminal;
  if (keep === undefined && olderThan === undefined) {
    err.line(
      ['bad', 'error'],
      ' nothing says what is old. Allowed: --keep N, --older-than 30d, or both.',
    );
    return exitCodes.configuration;
  }
  const { engine, clock } = await context.open();
  const now = clock.now();
  const old = (await engine.history.list()).filter((run, place) => {
    const ageMs = now - runStartMs(run.id);
    if (mayStillEnd(run, ageMs)) return false;
    return place >= (keep ?? 0) && (olderThan === undefined || ageMs > olderThan);
  });
  if (old.length === 0) {
    err.line('No run is old enough; nothing was removed.');
    return exitCodes.fine;
  }
  for (const { id } of old) err.line(`${id}, ${duration(now - runStartMs(id))} old`);
  const question = `Remove ${counted(old.length, 'run')} for good? [y/N]`;
  if (yes !== true) {
    if (terminal.ask === undefined) {
      err.line(
        ['bad', 'error'],
        ' there is no terminal to ask in. Add --yes to remove these runs.',
      );
      return exitCodes.configuration;
    }
    const answer = await terminal.ask(question);
    if (!/^y(es)?$/i.test(answer.trim())) {
      err.line('Nothing was removed.');
      return exitCodes.fine;
    }
  }
  for (const run of old) await engine.history.remove(run);
  err.line(`Removed ${counted(old.length, 'run')}.`);
  return exitCodes.fine;
}
