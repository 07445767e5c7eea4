import { done, failed, type Outcome } from '#base/rpc.ts';
import type { RunLine, RunLineCandidate, RunLineMetric } from '#protocol/history.ts';
import type { HistoryPoint, HistoryView, PromptChange } from '#protocol/panelHistory.ts';
import type { EvaluatorName } from '#protocol/panelRun.ts';
import type { History } from '../engine.ts';
import type { ForeignRun } from '../mlflow/foreignRuns.ts';
import { foreignPoints } from './foreignPoints.ts';
import { runState } from './runHeading.ts';
import type { Texts } from './texts.ts';

export interface HistoryWish {
  /** Absent: the prompt of the newest run. */
  readonly file?: string | undefined;
  /** The newest run that is wanted; absent: the newest there is. */
  readonly until?: string | undefined;
  /** At most so many runs, the newest of them. */
  readonly count: number;
}

/** How a prompt did over its runs. `lines` and `foreign`, runs of other programs: newest first. */
export function historyView(
  lines: readonly RunLine[],
  { file: wanted, until, count }: HistoryWish,
  isRunning: (id: string) => boolean,
  foreign: readonly ForeignRun[] = [],
): HistoryView {
  const prompts = promptsOf(lines);
  const file = wanted ?? prompts[0]?.file;
  const all = lines.filter((line) => placeOf(line, file) >= 0);
  // Ids sort by time; the run itself may be gone.
  const first = until === undefined ? 0 : all.findIndex(({ id }) => id <= until);
  const from = first < 0 ? all.length : first;
  const shown = all.slice(from, from + count);
  const evaluators = evaluatorsOf(shown, file);
  const points = shown.map((line, at) =>
    pointOf(line, all[from + at + 1], file, evaluators, isRunning),
  );
  return {
    prompts,
    ...(file !== undefined && { file }),
    evaluators,
    points: points.toReversed(),
    totalRuns: all.length,
    newerRuns: from,
    ...idOf('older', all[from + count]),
    ...(from > count && idOf('newer', all[from - count])),
    damaged: lines.filter(({ state }) => state === 'damaged').length,
    foreign: foreignPoints(foreign, {
      points: points.toReversed(),
      hasOlder: all.length > from + count,
      hasNewer: from > 0,
    }),
  };
}

function idOf(name: 'older' | 'newer', line: RunLine | undefined): Partial<HistoryView> {
  return line === undefined ? {} : { [name]: line.id };
}

/** The prompt of a run and of the one before it. */
export async function promptChange(
  history: Pick<History, 'lines' | 'find'>,
  { run, file }: { readonly run: string; readonly file: string },
  texts: Texts,
): Promise<Outcome<PromptChange>> {
  const lines = (await history.lines(false)).filter((line) => placeOf(line, file) >= 0);
  const at = lines.findIndex(({ id }) => id === run);
  const previous = at < 0 ? undefined : lines[at + 1];
  if (previous === undefined) return failed('no-run-before', 'There is no run before this one.');
  const before = await copyOf(history, previous.id, file);
  const after = await copyOf(history, run, file);
  if (before === undefined || after === undefined) {
    return failed('no-copy', 'A run keeps no copy of its prompt that could be read.');
  }
  return done({
    before: texts.shown(before),
    after: texts.shown(after),
    previousRun: previous.id,
  });
}

async function copyOf(
  history: Pick<History, 'find'>,
  id: string,
  file: string,
): Promise<string | undefined> {
  const run = await history.find(id);
  if (run === undefined || !('value' in run.manifest)) return undefined;
  return run.manifest.value.prompts.find((copy) => copy.file === file)?.text;
}

/** Those with the newest runs first. */
function promptsOf(lines: readonly RunLine[]): HistoryView['prompts'] {
  const found = new Map<string, { file: string; name: string; runs: number }>();
  for (const { prompts } of lines) {
    for (const { file, name } of prompts) {
      const known = found.get(file);
      if (known === undefined) found.set(file, { file, name, runs: 1 });
      else known.runs += 1;
    }
  }
  return [...found.values()];
}

function placeOf({ prompts }: RunLine, file: string | undefined): number {
  return prompts.findIndex((prompt) => prompt.file === file);
}

interface Placed {
  readonly place: number;
  readonly candidate: RunLineCandidate;
}

function candidatesOf(line: RunLine, file: string | undefined): readonly Placed[] {
  const prompt = placeOf(line, file);
  return line.candidates.flatMap((candidate, place) =>
    candidate.prompt === prompt ? [{ place, candidate }] : [],
  );
}

/** In the order of the newest run that has them; one that means another metric now is another one. */
function evaluatorsOf(
  lines: readonly RunLine[],
  file: string | undefined,
): readonly EvaluatorName[] {
  const found = new Map<string, EvaluatorName>();
  for (const line of lines) {
    for (const { candidate } of candidatesOf(line, file)) {
      for (const { name, kind, level, better } of candidate.figures?.metrics ?? []) {
        if (found.has(name)) continue;
        found.set(name, { name, kind, level, better, hasLabels: kind === 'label' });
      }
    }
  }
  return [...found.values()];
}

function pointOf(
  line: RunLine,
  before: RunLine | undefined,
  file: string | undefined,
  evaluators: readonly EvaluatorName[],
  isRunning: (id: string) => boolean,
): HistoryPoint {
  const { id, startedAt, state, commit, prompts } = line;
  const place = placeOf(line, file);
  const prompt = prompts[place];
  const earlier = before?.prompts[placeOf(before, file)];
  return {
    run: id,
    prompt: place,
    startedAt,
    state: runState(state, isRunning(id)),
    ...(commit !== undefined && { commit }),
    isPromptChanged: earlier !== undefined && earlier.sha256 !== prompt?.sha256,
    candidates: candidatesOf(line, file).map(({ place: candidatePlace, candidate }) => {
      const { variant, model, figures } = candidate;
      const { judged = 0, passed = 0, interval, costUsd, latency, metrics = [] } = figures ?? {};
      return {
        candidate: candidatePlace,
        variant,
        model,
        ...(judged > 0 && { passRate: passed / judged }),
        ...(interval !== undefined && { interval }),
        ...(costUsd !== undefined && { costUsd }),
        ...(latency !== undefined && { latencyMs: latency.p50 }),
        cases: prompt?.cases ?? 0,
        metrics: evaluators.map((evaluator) => metricOf(metrics, evaluator)),
      };
    }),
  };
}

function metricOf(
  metrics: readonly RunLineMetric[],
  { name, kind }: EvaluatorName,
): { readonly value?: number; readonly scored: number } {
  const found = metrics.find((one) => one.name === name && one.kind === kind);
  if (found === undefined) return { scored: 0 };
  const { value, scored } = found;
  return { ...(value !== undefined && { value }), scored };
}
