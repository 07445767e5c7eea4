import { normalCdf } from './normal.ts';

export interface Wilcoxon {
  /** Sum of the ranks of positive differences. */
  readonly positive: number;
  readonly negative: number;
  /** Two-sided. 1 where no difference is left. */
  readonly p: number;
  /** `exact`: all signs enumerated. `normal`: with tie correction, without continuity correction. */
  readonly method: 'exact' | 'normal';
  /** Differences that are not 0. */
  readonly n: number;
}

/**
 * Wilcoxon's signed-rank test (1945) of paired differences. Differences of 0 are left out, equal ones
 * share their mean rank. Exact up to 50 differences without ties and zeros, and up to 13 with them;
 * otherwise normal: scipy's `wilcoxon` as it is by default.
 */
export function wilcoxon(differences: readonly number[]): Wilcoxon {
  const sizes = differences.filter((one) => one !== 0).toSorted(bySize);
  const n = sizes.length;
  if (n === 0) return { positive: 0, negative: 0, p: 1, method: 'exact', n };
  const { ranks, tieSum } = ranksOf(sizes.map(Math.abs));
  let positive = 0;
  for (const [at, one] of sizes.entries()) if (one > 0) positive += ranks[at] ?? 0;
  const negative = (n * (n + 1)) / 2 - positive;
  const isPlain = tieSum === 0 && n === differences.length;
  const isExact = differences.length <= (isPlain ? 50 : 13);
  const p = isExact ? exactP(ranks, positive) : normalP(n, positive, tieSum);
  return { positive, negative, p, method: isExact ? 'exact' : 'normal', n };
}

function bySize(a: number, b: number): number {
  return Math.abs(a) - Math.abs(b);
}

/** Mean ranks of sorted numbers, and the sum of t³ − t over groups of t equal ones. */
function ranksOf(sorted: readonly number[]): {
  readonly ranks: readonly number[];
  readonly tieSum: number;
} {
  const ranks: number[] = [];
  let tieSum = 0;
  while (ranks.length < sorted.length) {
    const from = ranks.length;
    let to = from;
    while (to < sorted.length && sorted[to] === sorted[from]) to += 1;
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at += 1) ranks.push(rank);
    tieSum += (to - from) ** 3 - (to - from);
  }
  return { ranks, tieSum };
}

/** Counts, for each sum, the choices of signs that give it. Ranks are halves at most, so that twice a rank is whole. */
function exactP(ranks: readonly number[], positive: number): number {
  const whole = ranks.map((rank) => Math.round(2 * rank));
  const total = whole.reduce((sum, rank) => sum + rank, 0);
  const shares = new Float64Array(total + 1);
  shares[0] = 1;
  for (const rank of whole) {
    for (let sum = total; sum >= 0; sum -= 1) {
      const counted = sum >= rank ? (shares[sum - rank] ?? 0) : 0;
      shares[sum] = ((shares[sum] ?? 0) + counted) / 2;
    }
  }
  const seen = Math.round(2 * positive);
  let below = 0;
  let above = 0;
  for (const [sum, share] of shares.entries()) {
    if (sum <= seen) below += share;
    if (sum >= seen) above += share;
  }
  return Math.min(1, 2 * Math.min(below, above));
}

function normalP(n: number, positive: number, tieSum: number): number {
  const mean = (n * (n + 1)) / 4;
  const variance = (n * (n + 1) * (2 * n + 1) - tieSum / 2) / 24;
  return 2 * normalCdf(-Math.abs(positive - mean) / Math.sqrt(variance));
}
