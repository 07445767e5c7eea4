/** The 97.5 % quantile of the normal distribution: an interval of 95 %. */
export const z95 = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval of a proportion: honest near 0 and 1 and for few cases, where the textbook
 * interval is not. `undefined` where nothing was counted.
 */
export function wilson(successes: number, n: number, z: number = z95): Interval | undefined {
  if (!(n > 0) || !(successes >= 0) || successes > n) return undefined;
  const share = successes / n;
  const spread = (z * z) / n;
  const centre = (share + spread / 2) / (1 + spread);
  const half = (z / (1 + spread)) * Math.sqrt((share * (1 - share) + spread / 4) / n);
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === n ? 1 : Math.min(1, centre + half),
  };
}
