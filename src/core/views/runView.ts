import type { MeasuredChange } from '#protocol/comparison.ts';
import type { CandidateView, MetricCell, RunState, RunView } from '#protocol/panelRun.ts';
import type { CandidateSummary, GateRule } from '#protocol/run.ts';
import { endSentence } from '../report/sentences.ts';
import type { PromptPart, RunBook } from './runBook.ts';
import { runState, runTitle } from './runHeading.ts';
import type { Verdicts } from './verdicts.ts';

/** `verdicts`: by candidate, against what was accepted; empty where nothing was. */
export function runView(
  book: RunBook,
  prompt: number,
  isRunning: boolean,
  verdicts: ReadonlyMap<number, Verdicts>,
): RunView | undefined {
  const { manifest, summary } = book;
  const part = book.parts[prompt];
  if (part === undefined) return undefined;
  const gate = summary !== undefined && hasRules(manifest.gate) ? { gate: summary.gate } : {};
  return {
    run: manifest.id,
    title: runTitle(manifest.prompts),
    startedAt: manifest.startedAt,
    ...(summary !== undefined && { endedAt: summary.endedAt }),
    ...(manifest.commit !== undefined && { commit: manifest.commit }),
    state: stateOf(book, isRunning),
    problems: problemsOf(book, isRunning),
    finished: book.finished,
    planned: manifest.trials,
    spentUsd: summary?.spentUsd ?? book.progress?.spentUsd ?? book.spentUsd,
    ...gate,
    prompts: manifest.prompts.map(({ file, name }) => ({ file, name })),
    prompt,
    hasBaseline: part.rows.hasBaseline,
    candidates: part.rows.plan.candidates.flatMap(({ place }) => {
      const view = candidateView(book, part, place, verdicts.get(place));
      return view === undefined ? [] : [view];
    }),
    evaluators: part.evaluators,
    tags: part.rows.plan.cases.tags,
  };
}

export function stateOf({ run, summary }: RunBook, isRunning: boolean): RunState {
  if (summary !== undefined) return summary.ended;
  const isMissing = 'fault' in run.summary && run.summary.fault === 'missing';
  return runState(isMissing ? 'unended' : 'damaged', isRunning);
}

/** Why it stopped, or what is wrong with its files. */
function problemsOf(
  { run, manifest, summary, faults }: RunBook,
  isRunning: boolean,
): readonly string[] {
  if (summary !== undefined) {
    return summary.ended === 'complete' ? faults : [endSentence(manifest, summary), ...faults];
  }
  if ('fault' in run.summary && run.summary.fault !== 'missing') {
    return [run.summary.message, ...faults];
  }
  if (isRunning) return faults;
  const resume = `It did not end in an orderly way. Take it up again with "assay run --resume ${manifest.id}".`;
  return [resume, ...faults];
}

export function candidateView(
  book: RunBook,
  { rows, evaluators }: PromptPart,
  candidate: number,
  verdicts: Verdicts | undefined,
): CandidateView | undefined {
  const summary = book.summaryOf(candidate);
  const names = book.manifest.candidates[candidate];
  if (summary === undefined || names === undefined) return undefined;
  const { passRate, interval, costUsd, latency } = summary;
  return {
    candidate,
    prompt: names.prompt,
    variant: names.variant,
    model: names.model,
    planned: summary.planned,
    finished: rows.finishedOf(candidate),
    errors: summary.states.error + summary.states.unknown,
    judged: summary.judged,
    passed: summary.passed,
    ...(passRate !== undefined && { passRate }),
    ...(interval !== undefined && { interval }),
    ...(verdicts?.pass !== undefined && { passVerdict: verdicts.pass }),
    inputTokens: summary.inputTokens,
    outputTokens: summary.outputTokens,
    ...(costUsd !== undefined && { costUsd }),
    ...(latency !== undefined && { latency }),
    latencies: latencyBars(rows, candidate),
    metrics: evaluators.map(({ name }) => metricCell(summary, name, verdicts?.metrics.get(name))),
  };
}

function metricCell(
  { evaluators }: CandidateSummary,
  name: string,
  verdict: MeasuredChange | undefined,
): MetricCell {
  const found = evaluators.find((one) => one.name === name);
  if (found === undefined) return { scored: 0, notApplicable: 0, failed: 0 };
  const { value, scored, notApplicable, failed } = found;
  return {
    ...(value !== undefined && { value }),
    scored,
    notApplicable,
    failed,
    ...(verdict !== undefined && { verdict }),
  };
}

const mostBars = 24;
const roundWidths = [1, 2, 5];

/** How many replies took how long, in at most so many bars of a round width. */
function latencyBars(
  { plan, trials }: PromptPart['rows'],
  candidate: number,
): CandidateView['latencies'] {
  const slot = plan.candidates.findIndex(({ place }) => place === candidate);
  const width = plan.candidates.length;
  const taken: number[] = [];
  let slowest = 0;
  for (let trial = 0; trial < trials.size; trial += 1) {
    if (Math.floor(trial / plan.repeats) % width !== slot) continue;
    const ms = trials.latencyOf(trial);
    if (ms === undefined || !Number.isFinite(ms) || ms < 0) continue;
    taken.push(ms);
    slowest = Math.max(slowest, ms);
  }
  if (taken.length === 0) return [];
  const barMs = roundWidth(slowest / mostBars);
  const bars = Array.from({ length: Math.max(1, Math.ceil(slowest / barMs)) }, () => 0);
  for (const ms of taken) {
    const bar = Math.max(0, Math.ceil(ms / barMs) - 1);
    bars[bar] = (bars[bar] ?? 0) + 1;
  }
  return bars.map((replies, bar) => ({ toMs: (bar + 1) * barMs, replies }));
}

/** The smallest of 1, 2, 5, 10, 20, 50 … that is not smaller. */
function roundWidth(least: number): number {
  for (let ten = 1; ; ten *= 10) {
    const found = roundWidths.find((one) => one * ten >= least);
    if (found !== undefined) return found * ten;
  }
}

function hasRules({ passRate, metrics }: GateRule): boolean {
  return passRate !== undefined || Object.keys(metrics ?? {}).length > 0;
}
