import { benjaminiHochberg, holm } from '#core/stats/adjusted.ts';
import { bootstrapMean } from '#core/stats/bootstrap.ts';
import { clopperPearson } from '#core/stats/clopperPearson.ts';
import { mcnemarPower, smallestDetectable } from '#core/stats/detectable.ts';
import { mcnemar } from '#core/stats/mcnemar.ts';
import { newcombePaired } from '#core/stats/newcombe.ts';
import { normalCdf, normalQuantile } from '#core/stats/normal.ts';
import { randomisedMeanP } from '#core/stats/randomised.ts';
import { passAtK, passHatK } from '#core/stats/repeated.ts';
import { wilcoxon } from '#core/stats/wilcoxon.ts';
import { wilson } from '#core/stats/wilson.ts';
import { Differences, golden } from '#support/parity.ts';

type Numbers = readonly number[];
type Ends = readonly (number | null)[];

interface Golden {
  readonly normal: { readonly cdf: readonly Numbers[]; readonly quantile: readonly Numbers[] };
  readonly proportions: readonly (readonly [number, number, number, Ends, Ends])[];
  readonly mcnemar: readonly (readonly [number, number, number, number])[];
  readonly wilcoxon: readonly (readonly [Numbers, number, number])[];
  readonly adjusted: readonly (readonly [Numbers, Numbers, Numbers])[];
  readonly newcombe: readonly (readonly [Numbers, Ends])[];
  readonly resamples: number;
  readonly bootstrap: readonly (readonly [Numbers, number, Ends, Ends])[];
  readonly randomised: readonly (readonly [Numbers, number, number])[];
  readonly detectable: readonly (readonly [number, number, number, number, number])[];
  readonly power: readonly (readonly [number, number, number, number])[];
  readonly repeated: readonly (readonly [number, number, number, number, number])[];
}

interface Interval {
  readonly low: number;
  readonly high: number;
}

describe('statistics beside scipy and statsmodels', () => {
  const all = golden('statistics') as Golden;
  let differences = new Differences();
  beforeEach(() => {
    differences = new Differences();
  });

  const addEnds = (what: string, ours: Interval | undefined, [low, high]: Ends): void => {
    differences.add(`low of ${what}`, ours?.low, low ?? null);
    differences.add(`high of ${what}`, ours?.high, high ?? null);
  };

  it('has the same normal distribution', function () {
    for (const [z = 0, share = 0] of all.normal.cdf) differences.add(`${z}`, normalCdf(z), share);
    for (const [share = 0, z = 0] of all.normal.quantile) {
      differences.add(`${share}`, normalQuantile(share), z);
    }
    differences.settle(this.test);
  });

  it('gives the same intervals of proportions', function () {
    for (const [successes, n, level, exact, score] of all.proportions) {
      const what = `${successes} of ${n} at ${level}`;
      addEnds(what, clopperPearson(successes, n, level), exact);
      addEnds(what, wilson(successes, n, normalQuantile((1 + level) / 2)), score);
    }
    differences.settle(this.test);
  });

  it("gives McNemar's test the same p-values", function () {
    for (const [first, second, exact, midP] of all.mcnemar) {
      const ours = mcnemar(first, second);
      differences.add(`exact of ${first} and ${second}`, ours.exact, exact);
      differences.add(`mid-p of ${first} and ${second}`, ours.midP, midP);
    }
    differences.settle(this.test);
  });

  it("gives Wilcoxon's test the same p-values and statistics", function () {
    for (const [numbers, p, statistic] of all.wilcoxon) {
      const ours = wilcoxon(numbers);
      differences.add(`p of ${numbers.join()}`, ours.p, p);
      const smaller = Math.min(ours.positive, ours.negative);
      differences.add(`statistic of ${numbers.join()}`, smaller, statistic);
    }
    differences.settle(this.test);
  });

  it('adjusts p-values the same', function () {
    for (const [pValues, byHolm, byHochberg] of all.adjusted) {
      for (const [at, one] of holm(pValues).entries()) {
        differences.add(`Holm of ${pValues.join()}`, one, byHolm[at] ?? null);
      }
      for (const [at, one] of benjaminiHochberg(pValues).entries()) {
        differences.add(`Benjamini-Hochberg of ${pValues.join()}`, one, byHochberg[at] ?? null);
      }
    }
    differences.settle(this.test);
  });

  it('gives the same intervals of paired proportions', function () {
    for (const [[both = 0, onlyFirst = 0, onlySecond = 0, neither = 0], ends] of all.newcombe) {
      const pairs = { both, onlyFirst, onlySecond, neither };
      addEnds(JSON.stringify(pairs), newcombePaired(pairs), ends);
    }
    differences.settle(this.test);
  });

  it('gives the same bootstrap intervals on the same draws', function () {
    const { resamples } = all;
    for (const [numbers, seed, percentile, bca] of all.bootstrap) {
      const what = `${numbers.join()} with ${seed}`;
      addEnds(what, bootstrapMean(numbers, { resamples, seed }), percentile);
      addEnds(what, bootstrapMean(numbers, { resamples, seed, method: 'bca' }), bca);
    }
    differences.settle(this.test);
  });

  it('gives a swap of results the same p-values', function () {
    for (const [numbers, seed, p] of all.randomised) {
      // scipy enumerates up to 2^13 ways here.
      const draws = numbers.length <= 13 ? 2 ** 13 : all.resamples;
      const what = `${numbers.join()} with ${seed}`;
      differences.add(what, randomisedMeanP(numbers, { draws, seed }), p);
    }
    differences.settle(this.test);
  });

  it('sees the same smallest effect and power', function () {
    for (const [n, spread, alpha, power, smallest] of all.detectable) {
      differences.add(`${n}`, smallestDetectable(n, spread, { alpha, power }), smallest);
    }
    for (const [n, first, second, power] of all.power) {
      differences.add(`${n}, ${first}, ${second}`, mcnemarPower(n, first, second), power);
    }
    differences.settle(this.test);
  });

  it('expects the same of k trials', function () {
    for (const [n, passed, k, some, every] of all.repeated) {
      differences.add(`${passed} of ${n}, ${k}`, passAtK(n, passed, k), some);
      differences.add(`${passed} of ${n}, all ${k}`, passHatK(n, passed, k), every);
    }
    differences.settle(this.test);
  });
});
