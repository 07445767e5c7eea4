import type { NotCompared } from '#protocol/comparison.ts';
import type { CellScore } from '../store/baselines.ts';
import type { CasePair } from './caseLists.ts';
import type { CorpusPair } from './corpusRecount.ts';
import { unknownEvaluator, type EvaluatorFacts } from './evaluatorFacts.ts';
import { testCorpus } from './testCorpus.ts';
import { testMeans, type MeanPair } from './testMeans.ts';
import type { Effort, Tested } from './tested.ts';

/** Facts by evaluator, in the order of the prompt; `undefined`: of a baseline, which says nothing of metrics. */
export type Facts = ReadonlyMap<string, EvaluatorFacts> | undefined;

/** A measure that can be tested. */
export interface Testable {
  /** Absent: the verdict of whole trials. */
  readonly evaluator?: string;
  readonly better: 'higher' | 'lower';
  /** Cases with a value on both sides. */
  readonly n: number;
  readonly withoutStatistics?: number;
  readonly otherSettings?: true;
  readonly sameAsVerdict?: true;
  /** `undefined`: a side has no value. */
  readonly test: (effort: Effort) => Tested | undefined;
}

/** What there is to compare of two candidates: the verdict first, then each evaluator. */
export function measuresOf(
  pairs: readonly CasePair[],
  before: Facts,
  after: Facts,
): readonly (Testable | NotCompared)[] {
  const verdicts = verdictPairs(pairs);
  const known = [...new Set([...(after?.keys() ?? []), ...(before?.keys() ?? [])])];
  const others = new Set(
    pairs.flatMap((pair) => [
      ...Object.keys(pair.before.scores),
      ...Object.keys(pair.after.scores),
    ]),
  );
  for (const name of known) others.delete(name);
  const evaluators = [...known, ...[...others].toSorted()].map((name) =>
    measureOf(name, pairs, before, after, verdicts),
  );
  if (verdicts.length > 0) {
    const isOther = known.some((name) => isMeasuredOtherwise(name, before, after));
    return [verdictMeasure(verdicts, isOther), ...evaluators];
  }
  // Where nothing judges, there is no verdict to speak of.
  const isJudged = pairs.some((pair) => pair.before.judged + pair.after.judged > 0);
  return isJudged || pairs.length === 0 ? [{ why: 'no-pairs' }, ...evaluators] : evaluators;
}

/** Also where one side has not got the evaluator at all. */
function isMeasuredOtherwise(evaluator: string, before: Facts, after: Facts): boolean {
  if (before === undefined || after === undefined) return false;
  return before.get(evaluator)?.settings !== after.get(evaluator)?.settings;
}

function verdictMeasure(pairs: readonly MeanPair[], isOther: boolean): Testable {
  return {
    better: 'higher',
    n: pairs.length,
    ...(isOther ? { otherSettings: true } : {}),
    test: (effort) => testMeans(pairs, [0, 1], effort),
  };
}

function measureOf(
  evaluator: string,
  pairs: readonly CasePair[],
  before: Facts,
  after: Facts,
  verdicts: readonly MeanPair[],
): Testable | NotCompared {
  const was = before?.get(evaluator);
  const is = after?.get(evaluator);
  if (was !== undefined && is !== undefined && was.kind !== is.kind) {
    return { evaluator, why: 'another-metric' };
  }
  const facts = is ?? was ?? unknownEvaluator(evaluator);
  const scored = pairs.flatMap((pair) => {
    const one = scoreOf(pair.before.scores, evaluator);
    const other = scoreOf(pair.after.scores, evaluator);
    return one === undefined || other === undefined ? [] : [{ before: one, after: other }];
  });
  if (scored.length === 0) return { evaluator, why: whyNone(evaluator, pairs) };
  const measure =
    facts.level === 'corpus'
      ? corpusMeasure(facts, scored, verdicts)
      : meanMeasure(facts, scored, verdicts);
  const isOther = 'test' in measure && isMeasuredOtherwise(evaluator, before, after);
  return isOther ? { ...measure, otherSettings: true } : measure;
}

interface ScorePair {
  readonly before: CellScore;
  readonly after: CellScore;
}

function meanMeasure(
  { name, better, range }: EvaluatorFacts,
  pairs: readonly ScorePair[],
  verdicts: readonly MeanPair[],
): Testable {
  return {
    evaluator: name,
    better,
    n: pairs.length,
    ...(better === 'higher' && areAlike(pairs, verdicts) ? { sameAsVerdict: true } : {}),
    test: (effort) => testMeans(pairs, range, effort),
  };
}

function corpusMeasure(
  { name, better, accumulate, comparedFigures }: EvaluatorFacts,
  scored: readonly ScorePair[],
  verdicts: readonly MeanPair[],
): Testable | NotCompared {
  const pairs = scored.flatMap(({ before, after }): readonly CorpusPair[] =>
    before.statistics === undefined || after.statistics === undefined
      ? []
      : [{ before: before.statistics, after: after.statistics }],
  );
  if (accumulate === undefined || pairs.length === 0) {
    return { evaluator: name, why: 'no-statistics' };
  }
  const without = scored.length - pairs.length;
  const isMean = better === 'higher' && without === 0 && areAlike(scored, verdicts);
  return {
    evaluator: name,
    better,
    n: pairs.length,
    ...(without === 0 ? {} : { withoutStatistics: without }),
    ...(isMean && isShare(scored, accumulate) ? { sameAsVerdict: true } : {}),
    test: (effort) => testCorpus(pairs, { accumulate, comparedFigures }, effort),
  };
}

/** Whether the corpus value is the share of trials that passed, as accuracy is. */
function isShare(
  pairs: readonly ScorePair[],
  accumulate: NonNullable<EvaluatorFacts['accumulate']>,
): boolean {
  return (['before', 'after'] as const).every((side) => {
    const accumulator = accumulate();
    let sum = 0;
    let n = 0;
    for (const pair of pairs) {
      const score = pair[side];
      for (const statistic of score.statistics ?? []) accumulator.add(statistic);
      sum += score.mean * score.n;
      n += score.n;
    }
    return Math.abs((accumulator.result().value ?? Number.NaN) - sum / n) < 1e-9;
  });
}

/** The same in every case, but for the last digits. */
function areAlike(pairs: readonly MeanPair[], verdicts: readonly MeanPair[]): boolean {
  if (pairs.length !== verdicts.length) return false;
  return pairs.every(({ before, after }, at) => {
    const verdict = verdicts[at];
    return (
      verdict !== undefined &&
      [before.n, after.n].join() === [verdict.before.n, verdict.after.n].join() &&
      Math.abs(before.mean - verdict.before.mean) < 1e-9 &&
      Math.abs(after.mean - verdict.after.mean) < 1e-9
    );
  });
}

function verdictPairs(pairs: readonly CasePair[]): readonly MeanPair[] {
  return pairs.flatMap(({ before, after }) =>
    before.judged === 0 || after.judged === 0
      ? []
      : [{ before: shareOf(before), after: shareOf(after) }],
  );
}

function shareOf({ judged, passed }: CasePair['before']): MeanPair['before'] {
  return { n: judged, mean: passed / judged };
}

function whyNone(evaluator: string, pairs: readonly CasePair[]): NotCompared['why'] {
  const isBefore = pairs.some((pair) => scoreOf(pair.before.scores, evaluator) !== undefined);
  const isAfter = pairs.some((pair) => scoreOf(pair.after.scores, evaluator) !== undefined);
  if (isBefore === isAfter) return 'no-pairs';
  return isBefore ? 'only-before' : 'only-after';
}

function scoreOf(scores: CasePair['before']['scores'], evaluator: string): CellScore | undefined {
  const score = Object.hasOwn(scores, evaluator) ? scores[evaluator] : undefined;
  return score === undefined || score.n === 0 ? undefined : score;
}
