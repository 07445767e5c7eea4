import { binomialCdf, binomialPmf } from './binomial.ts';

export interface McNemar {
  /** Two-sided, exact: 2 · P(X ≤ min(b, c)) of Binomial(b + c, ½), at most 1. Never too bold. */
  readonly exact: number;
  /** Mid-p (Fagerland, Lydersen and Laake 2013): only half of the outcome itself counts. Nearer to what it says, rarely a little too bold. */
  readonly midP: number;
}

/** Whether pairs of verdicts changed in one direction: `onlyFirst` passed only before, `onlySecond` only after. */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  const fewer = Math.min(onlyFirst, onlySecond);
  const changed = onlyFirst + onlySecond;
  const below = 2 * binomialCdf(fewer, changed, 0.5);
  return {
    exact: Math.min(1, below),
    midP: Math.min(1, below - binomialPmf(fewer, changed, 0.5)),
  };
}
