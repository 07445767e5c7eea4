import type { CandidateSummary, EvaluatorSummary, RunSummary } from '#protocol/run.ts';
import { wilson } from '../stats/wilson.ts';
import type { Point } from './image.ts';
import { keyPart } from './keys.ts';
import type { TrialRow } from './trialRows.ts';

/** Points of one line. A chart shows no more, and a run of 100,000 cases would otherwise send as many for each evaluator. */
const longestLine = 1000;

type Value = readonly [key: string, value: number | undefined];

/** Every figure of a candidate, and how its means came about, case after case. `rows`: in order; empty where the run is not complete. */
export function candidateMetrics(
  summary: CandidateSummary,
  rows: readonly TrialRow[],
  timestamp: number,
): readonly Point[] {
  const { states, errors, judged, passed, interval, repetitions, latency } = summary;
  const values: Value[] = [
    ['pass/n', judged],
    ['pass/passed', passed],
    ['pass/rate', summary.passRate],
    ['pass/low', interval?.low],
    ['pass/high', interval?.high],
    ['trials/planned', summary.planned],
    ...Object.entries(states).map(([state, count]): Value => [`trials/${state}`, count]),
    ...Object.entries(errors).map(([code, count]): Value => [`errors/${keyPart(code)}`, count]),
    ['latency/p50_ms', latency?.p50],
    ['latency/p95_ms', latency?.p95],
    ['tokens/input', summary.inputTokens],
    ['tokens/output', summary.outputTokens],
    ['tokens/replies_without_counts', summary.withoutUsage],
    ['cost/replies_usd', summary.costUsd],
    ['cost/judging_usd', judgingCost(summary)],
    ['repetitions/flaky_cases', repetitions?.flaky],
    ...(repetitions?.chances ?? []).flatMap(({ k, passAtK, passHatK }): Value[] => [
      [`repetitions/pass_at_${k}`, passAtK],
      [`repetitions/pass_hat_${k}`, passHatK],
    ]),
    ...summary.evaluators.flatMap((one) => evaluatorValues(one, repetitions !== undefined)),
  ];
  return [
    ...plain(values, timestamp),
    ...passRates(rows, timestamp),
    ...summary.evaluators
      .filter(({ level }) => level === 'case')
      .flatMap(({ name }) => runningMean(name, rows, timestamp)),
  ];
}

/** The whole run's. */
export function runMetrics(summary: RunSummary, timestamp: number): readonly Point[] {
  const sum = (of: (one: CandidateSummary) => number): number =>
    summary.candidates.reduce((total, one) => total + of(one), 0);
  return plain(
    [
      ['cost/spent_usd', summary.spentUsd],
      ['wall_ms', summary.wallMs],
      ['gate/pass', summary.gate.pass ? 1 : 0],
      ['pass/n', sum(({ judged }) => judged)],
      ['pass/passed', sum(({ passed }) => passed)],
      ['trials/planned', sum(({ planned }) => planned)],
      ['trials/error', sum(({ states }) => states.error)],
    ],
    timestamp,
  );
}

function plain(values: readonly Value[], timestamp: number): readonly Point[] {
  return values.flatMap(([key, value]) =>
    value === undefined || !Number.isFinite(value) ? [] : [{ key, value, timestamp, step: 0 }],
  );
}

function judgingCost({ judging }: CandidateSummary): number | undefined {
  if (judging === undefined || judging.some(({ costUsd }) => costUsd === undefined)) {
    return undefined;
  }
  return judging.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0);
}

/** With repetitions the trials of a case are not independent, so that no interval is made of their counts. */
function evaluatorValues(one: EvaluatorSummary, isRepeated: boolean): readonly Value[] {
  const root = `scores/${keyPart(one.name)}`;
  const interval = isRepeated ? undefined : wilson(one.passed, one.judged);
  return [
    [`${root}/value`, one.value],
    [`${root}/n`, one.scored],
    [`${root}/not_applicable`, one.notApplicable],
    [`${root}/failed`, one.failed],
    ...(one.judged === 0
      ? []
      : ([
          [`${root}/pass_n`, one.judged],
          [`${root}/pass_rate`, one.passed / one.judged],
          [`${root}/pass_low`, interval?.low],
          [`${root}/pass_high`, interval?.high],
        ] satisfies readonly Value[])),
    ...Object.entries(one.figures ?? {}).map(([name, value]): Value => [
      `${root}/figures/${keyPart(name)}`,
      value,
    ]),
  ];
}

/** The share of passed trials of each repetition; the step is the repetition, from 0. Only where there is more than one. */
function passRates(rows: readonly TrialRow[], timestamp: number): readonly Point[] {
  const counts = new Map<number, { judged: number; passed: number }>();
  for (const { result } of rows) {
    if (result.pass === undefined) continue;
    const count = counts.get(result.repeat) ?? { judged: 0, passed: 0 };
    count.judged += 1;
    if (result.pass) count.passed += 1;
    counts.set(result.repeat, count);
  }
  if (counts.size < 2) return [];
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([step, { judged, passed }]) => {
      return { key: 'repetitions/pass_rate', value: passed / judged, timestamp, step };
    });
}

/** The mean of the first scores, after each of them; the step is how many they are. */
function runningMean(
  evaluator: string,
  rows: readonly TrialRow[],
  timestamp: number,
): readonly Point[] {
  const means: number[] = [];
  let sum = 0;
  for (const { result } of rows) {
    const score = result.scores.find((one) => one.evaluator === evaluator)?.score;
    if (score?.outcome !== 'scored') continue;
    sum += score.value;
    means.push(sum / (means.length + 1));
  }
  if (means.length < 2) return [];
  const key = `scores/${keyPart(evaluator)}/running_mean`;
  return chosenSteps(means.length).map((step) => {
    return { key, value: means[step - 1] ?? 0, timestamp, step };
  });
}

/** All of 1 to `count`, or so many of them, evenly and with the last. */
function chosenSteps(count: number): readonly number[] {
  const chosen = Math.min(count, longestLine);
  return Array.from({ length: chosen }, (_, at) => Math.ceil(((at + 1) * count) / chosen));
}
