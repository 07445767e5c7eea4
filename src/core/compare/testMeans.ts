import type { Interval } from '#protocol/run.ts';
import { bootstrapMean } from '../stats/bootstrap.ts';
import { smallestShown, smallestTurning } from '../stats/detectable.ts';
import { mcnemar } from '../stats/mcnemar.ts';
import { Moments } from '../stats/moments.ts';
import { newcombePaired, type PairCounts } from '../stats/newcombe.ts';
import { randomisedMeanP } from '../stats/randomised.ts';
import { wilcoxon } from '../stats/wilcoxon.ts';
import { drawsFor, isExact, type Effort, type Tested } from './tested.ts';
import { fillMeans, missingOf } from './worstCase.ts';

/** What one side says of a case: the mean over its repetitions. */
export interface CaseMean {
  readonly n: number;
  readonly mean: number;
}

export interface MeanPair {
  readonly before: CaseMean;
  readonly after: CaseMean;
}

/**
 * Tests the mean of a value per case. Verdicts asked once: McNemar, exact. Everything else: the sign-flip test, whatever the
 * distribution; the interval is a bootstrap over cases. `pairs`: at least one. `range`: what a value can be at all.
 */
export function testMeans(
  pairs: readonly MeanPair[],
  range: readonly [number, number],
  effort: Effort,
): Tested {
  return pairs.every(isVerdictPair) ? testVerdicts(pairs) : testDifferences(pairs, range, effort);
}

function isVerdictPair({ before, after }: MeanPair): boolean {
  return [before, after].every(({ n, mean }) => n === 1 && (mean === 0 || mean === 1));
}

function testVerdicts(pairs: readonly MeanPair[]): Tested {
  const count = (was: number, is: number): number =>
    pairs.filter(({ before, after }) => before.mean === was && after.mean === is).length;
  const counts: PairCounts = {
    both: count(1, 1),
    onlyFirst: count(1, 0),
    onlySecond: count(0, 1),
    neither: count(0, 0),
  };
  const { both, onlyFirst, onlySecond } = counts;
  const n = pairs.length;
  return {
    before: (both + onlyFirst) / n,
    after: (both + onlySecond) / n,
    difference: (onlySecond - onlyFirst) / n,
    ...withInterval(newcombePaired(counts)),
    test: 'mcnemar',
    p: mcnemar(onlyFirst, onlySecond).exact,
    smallest: (alpha) => smallestTurning(n, onlyFirst, onlySecond, alpha),
  };
}

function testDifferences(
  pairs: readonly MeanPair[],
  range: readonly [number, number],
  effort: Effort,
): Tested {
  const draws = drawsFor(pairs.length, effort);
  const differences = differencesOf(pairs);
  const spread = new Moments();
  for (const one of differences) spread.add(one);
  const difference = spread.mean ?? 0;
  const isVaried = differences.some((one) => one !== differences[0]);
  const missing = missingOf(pairs.map(({ before, after }) => [before.n, after.n]));
  return {
    before: meanOf(pairs.map(({ before }) => before.mean)),
    after: meanOf(pairs.map(({ after }) => after.mean)),
    difference,
    // Where all cases differ alike a bootstrap knows nothing of what other cases would do.
    ...(isVaried ? withInterval(bootstrapMean(differences, { resamples: draws })) : {}),
    ...signFlip(differences, draws),
    wilcoxonP: wilcoxon(differences).p,
    ...(missing === 0
      ? {}
      : { worstCase: { missing, ...worstCase(pairs, difference, range, draws) } }),
    smallest: (alpha) => {
      const changed = differences.filter((one) => one !== 0).length;
      const error = (spread.standardDeviation ?? 0) / Math.sqrt(pairs.length);
      return isVaried ? smallestShown(pairs.length, changed, error, alpha) : undefined;
    },
  };
}

/** Cases without a difference are the same whichever way they are swapped, so they are left out. */
function signFlip(
  differences: readonly number[],
  draws: number,
): Pick<Tested, 'test' | 'p'> & { readonly draws?: number } {
  const changed = differences.filter((one) => one !== 0);
  const p = randomisedMeanP(changed, { draws }) ?? 1;
  return { test: 'sign-flip', p, ...(isExact(changed.length, draws) ? {} : { draws }) };
}

function worstCase(
  pairs: readonly MeanPair[],
  difference: number,
  range: readonly [number, number],
  draws: number,
): { readonly difference: number; readonly p: number } {
  const filled = differencesOf(fillMeans(pairs, difference > 0, range));
  const worst = meanOf(filled);
  const holds = Math.sign(worst) === Math.sign(difference);
  return { difference: worst, p: holds ? signFlip(filled, draws).p : 1 };
}

/** Rounded to what they mean, so that equal differences are ties, and none is what subtraction leaves of nothing. */
function differencesOf(pairs: readonly MeanPair[]): readonly number[] {
  return pairs.map(({ before, after }) => {
    const size = Math.max(Math.abs(before.mean), Math.abs(after.mean));
    const difference = after.mean - before.mean;
    if (Math.abs(difference) <= size * 1e-11) return 0;
    return Number(difference.toPrecision(10));
  });
}

function meanOf(values: readonly number[]): number {
  const moments = new Moments();
  for (const value of values) moments.add(value);
  return moments.mean ?? 0;
}

function withInterval(interval: Interval | undefined): { readonly interval?: Interval } {
  return interval === undefined ? {} : { interval };
}
