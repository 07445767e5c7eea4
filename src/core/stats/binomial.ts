import { logGamma } from './beta.ts';

/** The probability of exactly `successes` of `n`. */
export function binomialPmf(successes: number, n: number, share: number): number {
  if (successes < 0 || successes > n) return 0;
  if (share <= 0) return successes === 0 ? 1 : 0;
  if (share >= 1) return successes === n ? 1 : 0;
  if (n <= 200) return waysOf(successes, n) * share ** successes * (1 - share) ** (n - successes);
  const ways = logGamma(n + 1) - logGamma(successes + 1) - logGamma(n - successes + 1);
  return Math.exp(ways + successes * Math.log(share) + (n - successes) * Math.log1p(-share));
}

/** Binomial coefficient, factor by factor: more exact than logarithms where it is not too large. */
function waysOf(successes: number, n: number): number {
  let ways = 1;
  for (let factor = 1; factor <= Math.min(successes, n - successes); factor += 1) {
    ways = (ways * (n - factor + 1)) / factor;
  }
  return ways;
}

/** The probability of at most `successes` of `n`. */
export function binomialCdf(successes: number, n: number, share: number): number {
  if (successes >= n) return 1;
  let sum = 0;
  for (let k = 0; k <= successes; k += 1) sum += binomialPmf(k, n, share);
  return Math.min(1, sum);
}
