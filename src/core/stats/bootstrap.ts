import { normalCdf, normalQuantile } from './normal.ts';
import { seededRandom } from './random.ts';
import { Samples } from './samples.ts';
import type { Interval } from './wilson.ts';

export interface BootstrapOptions {
  /** How often cases are drawn anew. */
  readonly resamples?: number;
  readonly seed?: number;
  /** The share of intervals that hold the true value. */
  readonly level?: number;
  /**
   * `percentile` (Efron 1979), or `bca`, corrected for bias and skewness (Efron 1987). Both are too
   * narrow for fewer than some 30 cases.
   */
  readonly method?: 'percentile' | 'bca';
}

/** Gives the value over the cases with these indices; a case may come several times. */
export type Statistic = (indices: Int32Array) => number;

/** Fixed, so that the same results always compare alike. */
export const usualSeed = 12345;

/**
 * The interval of a value over all cases, from so many draws of as many cases with repetition. Right
 * for corpus metrics too: the statistic adds up what each case keeps, and computes the value anew.
 * `undefined` for no case, and for `bca` where all draws give the same.
 */
export function bootstrap(
  cases: number,
  statistic: Statistic,
  { resamples = 10_000, seed = usualSeed, level = 0.95, method = 'percentile' }: BootstrapOptions,
): Interval | undefined {
  if (cases === 0) return undefined;
  const random = seededRandom(seed);
  const indices = new Int32Array(cases);
  const values = new Float64Array(resamples);
  const samples = new Samples();
  for (let round = 0; round < resamples; round += 1) {
    for (let at = 0; at < cases; at += 1) indices[at] = random.below(cases);
    const value = statistic(indices);
    values[round] = value;
    samples.add(value);
  }
  const outside = (1 - level) / 2;
  const [from, to] =
    method === 'bca' ? corrected(cases, statistic, values, outside) : [outside, 1 - outside];
  const low = samples.quantile(from);
  const high = samples.quantile(to);
  return low === undefined || high === undefined ? undefined : { low, high };
}

/** The interval of the mean of paired differences. */
export function bootstrapMean(
  differences: readonly number[],
  options: BootstrapOptions = {},
): Interval | undefined {
  const numbers = Float64Array.from(differences);
  const mean: Statistic = (indices) => {
    let sum = 0;
    for (let at = 0; at < indices.length; at += 1) sum += numbers[indices[at] ?? 0] ?? 0;
    return sum / indices.length;
  };
  return bootstrap(numbers.length, mean, options);
}

/** Where the interval's ends lie among the draws (Efron and Tibshirani 1993, 14.3). */
function corrected(
  cases: number,
  statistic: Statistic,
  values: Float64Array,
  outside: number,
): readonly [number, number] {
  const seen = statistic(Int32Array.from({ length: cases }, (_, index) => index));
  let below = 0;
  for (const value of values) below += value < seen ? 1 : value === seen ? 0.5 : 0;
  const bias = normalQuantile(below / values.length);
  const skew = acceleration(cases, statistic);
  const place = (z: number): number => normalCdf(bias + (bias + z) / (1 - skew * (bias + z)));
  const z = normalQuantile(outside);
  return [place(z), place(-z)];
}

/** From the values with one case left out each. */
function acceleration(cases: number, statistic: Statistic): number {
  const left = Array.from({ length: cases }, (_, out) =>
    statistic(Int32Array.from({ length: cases - 1 }, (_unused, at) => (at < out ? at : at + 1))),
  );
  const mean = left.reduce((sum, one) => sum + one, 0) / cases;
  let squares = 0;
  let cubes = 0;
  for (const one of left) {
    squares += (mean - one) ** 2;
    cubes += (mean - one) ** 3;
  }
  return cubes / (6 * squares ** 1.5);
}
