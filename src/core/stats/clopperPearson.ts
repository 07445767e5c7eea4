import { betaQuantile } from './beta.ts';
import type { Interval } from './wilson.ts';

/**
 * The exact interval of a proportion (Clopper and Pearson 1934), from quantiles of the beta
 * distribution: never covers less than it says, and so is wider than Wilson's. `undefined` where
 * nothing was counted.
 */
export function clopperPearson(successes: number, n: number, level = 0.95): Interval | undefined {
  if (!(n > 0) || !(successes >= 0) || successes > n) return undefined;
  const outside = (1 - level) / 2;
  return {
    low: successes === 0 ? 0 : betaQuantile(outside, successes, n - successes + 1),
    high: successes === n ? 1 : betaQuantile(1 - outside, successes + 1, n - successes),
  };
}
