/** The share of all relevant ids among the first `k`. */
export function recallAt(gains: readonly number[], relevant: number, k: number): number {
  return hits(gains, k) / relevant;
}

/** The share of relevant ids among the first `k`; a shorter list counts as filled up with misses. */
export function precisionAt(gains: readonly number[], k: number): number {
  return hits(gains, k) / k;
}

/** 1 / the place of the first relevant id; 0 where there is none. */
export function reciprocalRank(gains: readonly number[]): number {
  const first = gains.findIndex((gain) => gain > 0);
  return first < 0 ? 0 : 1 / (first + 1);
}

/** The mean, over all relevant ids, of the precision where each stands; 0 for one that is missing. */
export function averagePrecision(gains: readonly number[], relevant: number): number {
  let found = 0;
  let sum = 0;
  for (const [place, gain] of gains.entries()) {
    if (gain === 0) continue;
    found += 1;
    sum += found / (place + 1);
  }
  return sum / relevant;
}

/** Discounted gain, Σ gain / log₂(place + 1), as a share of the best possible (Järvelin and Kekäläinen 2002). */
export function discountedGain(
  gains: readonly number[],
  grades: readonly number[],
  k: number,
): number {
  const best = grades.toSorted((a, b) => b - a);
  return Math.min(1, discounted(gains.slice(0, k)) / discounted(best.slice(0, k)));
}

function discounted(gains: readonly number[]): number {
  let sum = 0;
  for (const [place, gain] of gains.entries()) sum += gain / Math.log2(place + 2);
  return sum;
}

function hits(gains: readonly number[], k: number): number {
  let count = 0;
  for (const gain of gains.slice(0, k)) if (gain > 0) count += 1;
  return count;
}
