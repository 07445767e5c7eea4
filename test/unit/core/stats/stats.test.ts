import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Moments } from '#core/stats/moments.ts';
import { Samples } from '#core/stats/samples.ts';
import { wilson } from '#core/stats/wilson.ts';

function near(found: number | undefined, wanted: number): void {
  assert.ok(
    Math.abs((found ?? NaN) - wanted) <= 1e-12 * Math.max(1, Math.abs(wanted)),
    `${found} is not ${wanted}`,
  );
}

describe('wilson', () => {
  const rows: readonly [successes: number, n: number, low: number, high: number][] = [
    [0, 10, 0, 0.27753279986288926],
    [10, 10, 0.7224672001371106, 1],
    [1, 8, 0.022417491450056642, 0.47088818221285356],
    [7, 8, 0.5291118177871466, 0.9775825085499434],
    [46, 48, 0.8602434412954455, 0.9884981065106134],
    [500, 1000, 0.4690696003681042, 0.5309303996318958],
    [1, 1, 0.2065493143772374, 1],
    [0, 1, 0, 0.7934506856227627],
  ];
  for (const [successes, n, low, high] of rows) {
    it(`of ${successes} in ${n} is what statsmodels 0.15 gives`, () => {
      const interval = wilson(successes, n);
      near(interval?.low, low);
      near(interval?.high, high);
    });
  }

  it('takes another level', () => {
    const interval = wilson(7, 8, 2.5758293035489004);
    near(interval?.low, 0.42482887270646436);
    near(interval?.high, 0.9851501085991721);
  });

  it('is nothing where nothing was counted or the counts make no sense', () => {
    for (const [successes, n] of [
      [0, 0],
      [2, 1],
      [-1, 3],
      [NaN, 3],
      [1, NaN],
    ] as const) {
      assert.equal(wilson(successes, n), undefined);
    }
  });

  it('holds the share, inside 0 to 1', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (a, b) => {
        const n = a + b + 1;
        const interval = wilson(a, n);
        return (
          interval !== undefined &&
          interval.low >= 0 &&
          interval.high <= 1 &&
          interval.low <= a / n &&
          interval.high >= a / n
        );
      }),
    );
  });
});

describe('Samples', () => {
  it('gives the quantiles that numpy gives', () => {
    const samples = new Samples();
    for (const value of [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]) samples.add(value);
    const shares = [0, 0.05, 0.25, 0.5, 0.9, 0.95, 0.99, 1];
    const wanted = [1, 1, 2.5, 4, 6, 7.5, 8.7, 9];
    for (const [index, share] of shares.entries())
      near(samples.quantile(share), wanted[index] ?? NaN);
  });

  it('grows, takes numbers after a question, and leaves out what is no number', () => {
    const samples = new Samples();
    for (let value = 1000; value >= 1; value -= 1) samples.add(value);
    assert.equal(samples.quantile(0.5), 500.5);
    for (const value of [NaN, Infinity, -5]) samples.add(value);
    assert.equal(samples.count, 1001);
    assert.equal(samples.quantile(0), -5);
  });

  it('has no quantile of nothing, nor one outside 0 to 1', () => {
    const samples = new Samples();
    assert.equal(samples.quantile(0.5), undefined);
    samples.add(1);
    assert.equal(samples.quantile(0.95), 1);
    assert.equal(samples.quantile(1.1), undefined);
    assert.equal(samples.quantile(NaN), undefined);
  });
});

function of(values: readonly number[]): Moments {
  const moments = new Moments();
  for (const value of values) moments.add(value);
  return moments;
}

describe('Moments', () => {
  it('gives the mean and the sample variance that numpy gives', () => {
    const moments = of([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]);
    near(moments.mean, 4);
    near(moments.variance, 5.6);
    near(moments.standardDeviation, 2.3664319132398464);
  });

  it('loses nothing to large numbers', () => {
    const far = of([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
    assert.equal(far.mean, 1_000_000_010);
    assert.equal(far.variance, 30);
    assert.equal(of([1, 1e100, 1, -1e100]).sum, 2);
    assert.equal(of(Array.from({ length: 10 }, () => 0.1)).sum, 1);
  });

  it('has no mean of nothing and no variance of one, and leaves out what is no number', () => {
    assert.equal(of([]).mean, undefined);
    assert.equal(of([3]).variance, undefined);
    assert.equal(of([NaN, Infinity, 3]).mean, 3);
  });
});
