import type { JsonValue } from '#base/json.ts';
import type { CaseMean, MeanPair } from './testMeans.ts';
import type { CorpusPair } from './corpusRecount.ts';

/** How many repetitions one side has and the other lacks, over all cases. */
export function missingOf(counts: readonly (readonly [before: number, after: number])[]): number {
  return counts.reduce((sum, [before, after]) => sum + Math.abs(before - after), 0);
}

/**
 * Fills missing repetitions with what speaks most against the change: the least value after and the most before where it
 * `rises`, and the other way round. The ends are those of the range, or the extremes seen where it has none.
 */
export function fillMeans(
  pairs: readonly MeanPair[],
  rises: boolean,
  [low, high]: readonly [number, number],
): readonly MeanPair[] {
  let least = Infinity;
  let most = -Infinity;
  for (const { before, after } of pairs) {
    least = Math.min(least, before.mean, after.mean);
    most = Math.max(most, before.mean, after.mean);
  }
  if (Number.isFinite(low)) least = low;
  if (Number.isFinite(high)) most = high;
  return pairs.map(({ before, after }) => ({
    before: filled(before, after.n, rises ? most : least),
    after: filled(after, before.n, rises ? least : most),
  }));
}

function filled(side: CaseMean, n: number, end: number): CaseMean {
  if (side.n >= n) return side;
  return { n, mean: (side.n * side.mean + (n - side.n) * end) / n };
}

/** The same of a corpus metric, whose ends are the statistics seen that have the least and the most value alone. */
export function fillStatistics(
  pairs: readonly CorpusPair[],
  rises: boolean,
  valueOf: (statistic: JsonValue) => number | undefined,
): readonly CorpusPair[] {
  let least: { readonly value: number; readonly statistic: JsonValue } | undefined;
  let most: typeof least;
  for (const { before, after } of pairs) {
    for (const statistic of [...before, ...after]) {
      const value = valueOf(statistic);
      if (value === undefined) continue;
      if (least === undefined || value < least.value) least = { value, statistic };
      if (most === undefined || value > most.value) most = { value, statistic };
    }
  }
  if (least === undefined || most === undefined) return pairs;
  const [up, down] = rises ? [most.statistic, least.statistic] : [least.statistic, most.statistic];
  return pairs.map(({ before, after }) => ({
    before: padded(before, after.length, up),
    after: padded(after, before.length, down),
  }));
}

function padded(statistics: readonly JsonValue[], n: number, end: JsonValue): readonly JsonValue[] {
  const lacking = Math.max(0, n - statistics.length);
  return [...statistics, ...Array.from({ length: lacking }, () => end)];
}
