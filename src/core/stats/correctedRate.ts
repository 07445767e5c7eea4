import type { Interval } from './wilson.ts';
import { usualSeed } from './bootstrap.ts';
import { normalQuantile } from './normal.ts';
import { seededRandom, type Random } from './random.ts';
import { Samples } from './samples.ts';

/** Counts of labelled replies: those that really pass, and the judge's right answers on either side. */
export interface JudgeCounts {
  readonly passing: number;
  readonly passingFound: number;
  readonly failing: number;
  readonly failingFound: number;
}

/**
 * A pass rate without the judge's mistakes (Rogan and Gladen 1978), from 0 to 1: (observed + specificity − 1) ÷
 * (sensitivity + specificity − 1). `undefined` where the judge is no better than chance.
 */
export function correctedRate(
  observed: number,
  sensitivity: number,
  specificity: number,
): number | undefined {
  const gain = sensitivity + specificity - 1;
  if (!(gain > 0)) return undefined;
  return Math.min(1, Math.max(0, (observed + specificity - 1) / gain));
}

/** So much of the draws may be worth nothing before the interval is. */
const mostUndefined = 0.025;

/**
 * The 95 % percentile interval of the corrected rate, with the labels and the cases both drawn anew. `undefined` where
 * the labels are too few: in more than 1 draw of 40 the judge is then no better than chance.
 */
export function correctedInterval(
  passed: number,
  judged: number,
  { passing, passingFound, failing, failingFound }: JudgeCounts,
  { resamples = 10_000, seed = usualSeed }: { resamples?: number; seed?: number } = {},
): Interval | undefined {
  const labels = passing + failing;
  if (judged === 0 || passing === 0 || failing === 0) return undefined;
  const random = seededRandom(seed);
  const rates = new Samples();
  for (let round = 0; round < resamples; round += 1) {
    const observed = binomial(random, judged, passed / judged) / judged;
    const drawn = binomial(random, labels, passing / labels);
    const found = binomial(random, drawn, passingFound / passing);
    const refused = binomial(random, labels - drawn, failingFound / failing);
    rates.add(correctedRate(observed, found / drawn, refused / (labels - drawn)) ?? Number.NaN);
  }
  if (rates.count < resamples * (1 - mostUndefined)) return undefined;
  const low = rates.quantile(0.025);
  const high = rates.quantile(0.975);
  return low === undefined || high === undefined ? undefined : { low, high };
}

/** From so many cases on the normal distribution cannot be told from the exact one. */
const manyCases = 1000;

/** How many of `n` draws with replacement have a property that the share `share` has. */
function binomial(random: Random, n: number, share: number): number {
  if (share <= 0 || n === 0) return 0;
  if (share >= 1) return n;
  if (n > manyCases) {
    // Never 0, whose quantile is infinite.
    const z = normalQuantile(random.next() + 2 ** -33);
    const drawn = Math.round(n * share + z * Math.sqrt(n * share * (1 - share)));
    return Math.min(n, Math.max(0, drawn));
  }
  let count = 0;
  for (let draw = 0; draw < n; draw += 1) if (random.next() < share) count += 1;
  return count;
}
