import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { correctedInterval, correctedRate } from '#core/stats/correctedRate.ts';
import { pearson } from '#core/stats/pearson.ts';
import { quadraticKappa, cohenKappa } from '#core/stats/agreement.ts';

const counts = { passing: 100, passingFound: 90, failing: 100, failingFound: 80 };

describe('the corrected pass rate', () => {
  it('is (0.8 + 0.8 - 1) / (0.9 + 0.8 - 1)', () => {
    assert.equal(correctedRate(0.8, 0.9, 0.8)?.toFixed(9), '0.857142857');
  });

  it('is what was observed where the judge is always right, and never leaves 0 to 1', () => {
    assert.equal(correctedRate(0.25, 1, 1), 0.25);
    assert.equal(correctedRate(0.95, 0.9, 0.9), 1);
    assert.equal(correctedRate(0.05, 0.9, 0.9), 0);
  });

  it('is not there for a judge that is no better than chance', () => {
    assert.equal(correctedRate(0.5, 0.5, 0.5), undefined);
    assert.equal(correctedRate(0.5, 0.2, 0.3), undefined);
  });

  it('finds the true rate again', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const good = fc.double({ min: 0.6, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, good, good, (truth, sensitivity, specificity) => {
        const observed = truth * sensitivity + (1 - truth) * (1 - specificity);
        const found = correctedRate(observed, sensitivity, specificity) ?? Number.NaN;
        assert.ok(Math.abs(found - truth) < 1e-9);
      }),
    );
  });
});

describe('the interval of a corrected pass rate', () => {
  it('holds the rate, is the same each time, and narrower with more labels', () => {
    const one = correctedInterval(160, 200, counts);
    assert.deepEqual(correctedInterval(160, 200, counts), one);
    assert.ok(one !== undefined && one.low < 0.857 && one.high > 0.857);
    const many = { passing: 1000, passingFound: 900, failing: 1000, failingFound: 800 };
    const other = correctedInterval(160, 200, many);
    assert.ok(other !== undefined && other.high - other.low < one.high - one.low);
  });

  it('is close to that of the delta method where there is much of everything', () => {
    // Var = [p(1-p)/n + P^2 Se(1-Se)/m1 + (1-P)^2 Sp(1-Sp)/m0] / 0.7^2; P = 6/7.
    const many = { passing: 2000, passingFound: 1800, failing: 2000, failingFound: 1600 };
    const found = correctedInterval(8000, 10_000, many);
    assert.ok(found !== undefined);
    assert.ok(Math.abs(found.low - 0.8372) < 0.003, String(found.low));
    assert.ok(Math.abs(found.high - 0.8771) < 0.003, String(found.high));
  });

  it('is not there for nothing, and for labels that are too few', () => {
    assert.equal(correctedInterval(0, 0, counts), undefined);
    assert.equal(correctedInterval(5, 10, { ...counts, failing: 0, failingFound: 0 }), undefined);
    const few = { passing: 2, passingFound: 2, failing: 2, failingFound: 1 };
    assert.equal(correctedInterval(5, 10, few), undefined);
  });
});

describe("Pearson's correlation", () => {
  it('is what numpy gives', () => {
    const pairs = [
      [1, 2],
      [2, 1],
      [3, 4],
      [4, 3],
      [5, 5],
    ] as const;
    assert.equal(pearson(pairs)?.toFixed(9), '0.800000000');
    assert.equal(pearson(pairs.map(([x]) => [x, -x])), -1);
  });

  it('is not there for one pair, or where one side never varies', () => {
    assert.equal(pearson([[1, 2]]), undefined);
    assert.equal(
      pearson([
        [1, 2],
        [1, 3],
      ]),
      undefined,
    );
  });
});

describe('quadratic kappa of numbers', () => {
  it('is the weighted kappa of their table', () => {
    const rating = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(rating, rating), { minLength: 1, maxLength: 30 }), (pairs) => {
        const matrix = Array.from({ length: 4 }, (_, row) =>
          Array.from(
            { length: 4 },
            (_unused, column) => pairs.filter(([x, y]) => x === row && y === column).length,
          ),
        );
        const table = cohenKappa(matrix, 'quadratic');
        const found = quadraticKappa(pairs);
        if (table === undefined || found === undefined) assert.equal(found, table);
        else assert.ok(Math.abs(found - table) < 1e-9);
      }),
    );
  });
});
