/**
 * A ranking beside what is relevant. `gains` holds, for each place, the grades of the relevant things that are first
 * found there: one for an id, perhaps several for a chunk that holds several gold spans, none for a miss.
 */
export interface Ranking {
  readonly gains: readonly (readonly number[])[];
  /** Of all that is relevant; not empty. */
  readonly grades: readonly number[];
}

/** 1 where anything relevant stands among the first `k`. */
export function hitAt({ gains }: Ranking, k: number): number {
  return hits(gains, k) > 0 ? 1 : 0;
}

/** The share of all that is relevant that is found among the first `k`. */
export function recallAt({ gains, grades }: Ranking, k: number): number {
  return gains.slice(0, k).flat().length / grades.length;
}

/** The share of hits among the first `k`; a shorter list counts as filled up with misses. */
export function precisionAt({ gains }: Ranking, k: number): number {
  return hits(gains, k) / k;
}

/** 1 / the first place with a hit; 0 where there is none. */
export function reciprocalRank({ gains }: Ranking): number {
  const first = gains.findIndex(isHit);
  return first < 0 ? 0 : 1 / (first + 1);
}

/** The mean, over all that is relevant, of the precision where each is found; 0 for what is missing. */
export function averagePrecision({ gains, grades }: Ranking, k?: number): number {
  let places = 0;
  let sum = 0;
  for (const [place, found] of gains.slice(0, k).entries()) {
    if (!isHit(found)) continue;
    places += 1;
    sum += (found.length * places) / (place + 1);
  }
  return sum / grades.length;
}

/** Discounted gain, Σ gain / log₂(place + 1), as a share of the best possible (Järvelin and Kekäläinen 2002). */
export function discountedGain({ gains, grades }: Ranking, k: number): number {
  const best = grades.toSorted((a, b) => b - a);
  const sums = gains.map((found) => found.reduce((sum, gain) => sum + gain, 0));
  return Math.min(1, discounted(sums.slice(0, k)) / discounted(best.slice(0, k)));
}

function discounted(gains: readonly number[]): number {
  let sum = 0;
  for (const [place, gain] of gains.entries()) sum += gain / Math.log2(place + 2);
  return sum;
}

function hits(gains: Ranking['gains'], k: number): number {
  let count = 0;
  for (const found of gains.slice(0, k)) if (isHit(found)) count += 1;
  return count;
}

function isHit(found: readonly number[]): boolean {
  return found.length > 0;
}
