import { type Interval, wilson, z95 } from './wilson.ts';

/** Pairs of verdicts: how many of each kind. */
export interface PairCounts {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/**
 * The interval of (share of the second − share of the first) over the same cases: the square-and-add
 * method on Wilson's intervals, with the correlation of the pairs (Newcombe 1998, method 10). Holds
 * for few cases and for shares near 0 and 1. `undefined` where there is no pair.
 */
export function newcombePaired(pairs: PairCounts, z: number = z95): Interval | undefined {
  const { both, onlyFirst, onlySecond, neither } = pairs;
  const n = both + onlyFirst + onlySecond + neither;
  const first = wilson(both + onlyFirst, n, z);
  const second = wilson(both + onlySecond, n, z);
  if (first === undefined || second === undefined) return undefined;
  const a = (both + onlyFirst) / n;
  const b = (both + onlySecond) / n;
  const together = correlation(pairs);
  const spread = (down: number, up: number): number =>
    Math.sqrt(Math.max(0, down * down + up * up - 2 * together * down * up));
  return {
    low: b - a - spread(b - second.low, first.high - a),
    high: b - a + spread(second.high - b, a - first.low),
  };
}

/** φ, with Newcombe's correction by n/2 where it is positive; 0 where a margin is empty. */
function correlation({ both, onlyFirst, onlySecond, neither }: PairCounts): number {
  const margins =
    (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
  if (margins === 0) return 0;
  const cross = both * neither - onlyFirst * onlySecond;
  const half = (both + onlyFirst + onlySecond + neither) / 2;
  const corrected = cross > half ? cross - half : cross >= 0 ? 0 : cross;
  return corrected / Math.sqrt(margins);
}
