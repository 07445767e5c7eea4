import type {
  CandidateSummary,
  EvaluatorSummary,
  RepetitionSummary,
  RunManifest,
} from '#protocol/run.ts';
import type { TrialState } from '#protocol/trial.ts';
import { judgeCost } from './judgeFacts.ts';
import { count, counted, duration, figure, money, percent, percentRange } from './numbers.ts';

/** The names of a run's candidates; enough of a manifest for every report. */
export type Names = Pick<RunManifest, 'prompts' | 'candidates'>;

/** What is said about one candidate, in lines; each report sets them in its own way. Names are as the files have them, not made harmless. */
export interface CandidateFacts {
  readonly prompt: string;
  readonly variant: string;
  readonly model: string;
  /** `46 of 48 passed`, `95.8 %`, `86.0 to 98.8 %`. */
  readonly verdict: readonly string[];
  /** A line for each evaluator, and below a judge's what is known of it, indented. */
  readonly scores: readonly string[];
  /** What became of the trials; errors and trials without a score are always told, also when there are none. */
  readonly trials: readonly string[];
  readonly latency: readonly string[];
  readonly tokens: readonly string[];
  /** Of the replies alone. */
  readonly cost: string;
  /** `judges $0.0123`, where any were asked. */
  readonly judging: readonly string[];
}

export function candidateFacts(names: Names, summary: CandidateSummary): CandidateFacts {
  const info = names.candidates[summary.candidate];
  return {
    prompt: names.prompts[info?.prompt ?? -1]?.name ?? 'prompt',
    variant: info?.variant ?? 'base',
    model: info?.model ?? 'unknown model',
    verdict: verdictLines(summary),
    scores: summary.evaluators.flatMap((one) => [scoreLine(one), ...judgeLines(one)]),
    trials: trialLines(summary),
    latency:
      summary.latency === undefined
        ? []
        : [`p50 ${duration(summary.latency.p50)}`, `p95 ${duration(summary.latency.p95)}`],
    tokens: tokenLines(summary),
    cost: replyCount(summary) === 0 ? 'no replies' : money(summary.costUsd),
    judging: judgeCost(summary),
  };
}

function verdictLines(summary: CandidateSummary): string[] {
  const { judged, passed, passRate, interval, repetitions } = summary;
  if (judged === 0) return ['no verdict'];
  const lines = [`${count(passed)} of ${count(judged)} passed`];
  if (passRate !== undefined) lines.push(percent(passRate));
  if (interval !== undefined) lines.push(percentRange(interval));
  if (repetitions !== undefined) lines.push(...repetitionLines(repetitions));
  return lines;
}

/** `1 of 48 flaky`, `pass@3 98.0 %`, `pass^3 93.8 %`. For one trial both are the pass rate over the cases. */
function repetitionLines({ cases, flaky, chances }: RepetitionSummary): string[] {
  const lines = [`${count(flaky)} of ${count(cases)} flaky`];
  for (const { k, passAtK, passHatK, cases: known } of chances) {
    const of = known === cases ? '' : ` (${counted(known, 'case')})`;
    if (k === 1) lines.push(`pass@1 ${percent(passAtK)}${of}`);
    else lines.push(`pass@${k} ${percent(passAtK)}${of}`, `pass^${k} ${percent(passHatK)}${of}`);
  }
  return lines;
}

function scoreLine({ name, value, scored, failed, notApplicable }: EvaluatorSummary): string {
  const notes = [
    ...(scored === 0 ? ['nothing scored'] : []),
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ...(notApplicable > 0 ? [`${count(notApplicable)} not applicable`] : []),
  ];
  const shown = value === undefined ? name : `${name} ${figure(value)}`;
  return notes.length === 0 ? shown : `${shown} (${notes.join(', ')})`;
}

/** How far a judge can be trusted, and its pass rate without its mistakes. */
function judgeLines({ judge, judged, passed }: EvaluatorSummary): string[] {
  if (judge === undefined) return [];
  const { status, provisional, informs, corrected } = judge;
  const lines = [
    `  ${status}`,
    ...(provisional === true ? ['  provisional'] : []),
    ...(informs === true ? ['  informs only'] : []),
  ];
  if (corrected === undefined || judged === 0) return lines;
  lines.push(`  passed ${percent(passed / judged)}`);
  if ('why' in corrected) return [...lines, `  not corrected: ${corrected.why}`];
  lines.push(`  corrected ${percent(corrected.value)}`);
  if (corrected.interval !== undefined) lines.push(`  ${percentRange(corrected.interval)}`);
  return lines;
}

/** States that are told only where they occur, in the words of a table. */
const rareStates: readonly (readonly [TrialState, string])[] = [
  ['truncated', 'truncated'],
  ['filtered', 'filtered'],
  ['empty', 'empty'],
  ['cancelled', 'cancelled'],
  ['budget-reached', 'over budget'],
  ['unknown', 'never answered'],
];

function trialLines(summary: CandidateSummary): string[] {
  const { states, planned, errors } = summary;
  const lines = [
    `${count(states.replied)} of ${count(planned)} replied`,
    counted(states.error, 'error'),
    ...Object.entries(errors).map(([code, times]) => `  ${count(times)} ${code}`),
    `${count(notScored(summary))} not scored`,
  ];
  for (const [state, word] of rareStates) {
    if (states[state] > 0) lines.push(`${count(states[state])} ${word}`);
  }
  return lines;
}

/** Replies that no evaluator gave a verdict on or, where evaluators only measure, a value. */
function notScored(summary: CandidateSummary): number {
  const scored =
    summary.judged > 0
      ? summary.judged
      : Math.max(0, ...summary.evaluators.map((evaluator) => evaluator.scored));
  return Math.max(0, replyCount(summary) - scored);
}

function replyCount({ states }: CandidateSummary): number {
  return states.replied + states.truncated + states.filtered + states.empty;
}

function tokenLines(summary: CandidateSummary): string[] {
  const { inputTokens, outputTokens, withoutUsage } = summary;
  if (withoutUsage > 0 && withoutUsage === replyCount(summary)) return ['no counts'];
  const lines = [`${count(inputTokens)} in`, `${count(outputTokens)} out`];
  if (withoutUsage > 0) lines.push(`${count(withoutUsage)} uncounted`);
  return lines;
}
