import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { cohenKappa, krippendorffAlpha, matthews } from '#core/stats/agreement.ts';
import { benjaminiHochberg, holm } from '#core/stats/adjusted.ts';
import { bootstrap, bootstrapMean } from '#core/stats/bootstrap.ts';
import { clopperPearson } from '#core/stats/clopperPearson.ts';
import { clusteredShare } from '#core/stats/clustered.ts';
import {
  mcnemarPower,
  smallestDetectable,
  smallestShown,
  smallestTurning,
} from '#core/stats/detectable.ts';
import { mcnemar } from '#core/stats/mcnemar.ts';
import { newcombePaired } from '#core/stats/newcombe.ts';
import { normalCdf, normalQuantile } from '#core/stats/normal.ts';
import { seededRandom } from '#core/stats/random.ts';
import { randomisedMeanP, randomisedP } from '#core/stats/randomised.ts';
import { passAtK, passHatK } from '#core/stats/repeated.ts';
import { wilcoxon } from '#core/stats/wilcoxon.ts';
import { wilson } from '#core/stats/wilson.ts';

function near(found: number | undefined, wanted: number, within = 1e-9): void {
  assert.ok(Math.abs((found ?? NaN) - wanted) <= within, `${found} is not ${wanted}`);
}

const differences = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 40 });

describe('seeded random numbers', () => {
  it('are mulberry32', () => {
    const random = seededRandom(1);
    const five = Array.from({ length: 3 }, () => random.next() * 4294967296);
    assert.deepEqual(five, [2693262067, 11749833, 2265367787]);
  });

  it('stay below their limit, and come everywhere', () => {
    const random = seededRandom(7);
    const seen = new Set(Array.from({ length: 500 }, () => random.below(6)));
    assert.deepEqual(
      [...seen].toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4, 5],
    );
  });
});

describe('the normal distribution', () => {
  it('is its own inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (share) => {
        return Math.abs(normalCdf(normalQuantile(share)) - share) < 1e-14;
      }),
    );
  });

  it('ends at nothing and at everything', () => {
    assert.deepEqual([normalCdf(-Infinity), normalCdf(0), normalCdf(Infinity)], [0, 0.5, 1]);
    assert.deepEqual([normalQuantile(0), normalQuantile(1)], [-Infinity, Infinity]);
    assert.ok(Number.isNaN(normalQuantile(2)));
  });
});

describe("McNemar's test", () => {
  it('knows 6 and 16 changes', () => {
    near(mcnemar(6, 16).exact, 0.05247879028320311);
    near(mcnemar(6, 16).midP, 0.034689664840698, 1e-14);
  });

  it('shows nothing where nothing changed, or as much both ways', () => {
    assert.deepEqual(mcnemar(0, 0), { exact: 1, midP: 1 });
    assert.deepEqual(mcnemar(4, 4), { exact: 1, midP: 1 });
  });

  it('has the power that enumeration gives', () => {
    near(mcnemarPower(50, 0.2, 0.05), 0.48, 0.005);
    near(mcnemarPower(100, 0.2, 0.05), 0.84, 0.005);
    near(mcnemarPower(200, 0.08, 0.03), 0.5, 0.005);
    assert.equal(mcnemarPower(30, 0, 0), 0);
  });
});

describe("Wilcoxon's test", () => {
  it('is exact for few, and shows nothing without differences', () => {
    assert.deepEqual(wilcoxon([1, 2, 3, 4, 5]), {
      positive: 15,
      negative: 0,
      p: 0.0625,
      method: 'exact',
      n: 5,
    });
    assert.equal(wilcoxon([]).p, 1);
    assert.equal(wilcoxon([0, 0]).p, 1);
    assert.equal(wilcoxon(Array.from({ length: 51 }, (_, index) => index + 1)).method, 'normal');
  });

  it('is the same from either side', () => {
    fc.assert(
      fc.property(differences, (numbers) => {
        const { p } = wilcoxon(numbers);
        const other = wilcoxon(numbers.map((one) => -one)).p;
        return p >= 0 && p <= 1 && Math.abs(p - other) < 1e-12;
      }),
    );
  });
});

describe('a swap of results', () => {
  it('gives a sign test where all differences are alike', () => {
    assert.equal(randomisedMeanP([1, 1, 1, 1, 1]), 2 / 32);
    assert.equal(randomisedMeanP([]), undefined);
  });

  it('never calls equal results different', () => {
    assert.equal(
      randomisedP(300, () => 0, { draws: 50 }),
      1,
    );
  });
});

describe('adjusted p-values', () => {
  it('are those of Holm, and of Benjamini and Hochberg, in the order given', () => {
    const raw = [0.01, 0.04, 0.03, 0.005];
    for (const [at, one] of [0.03, 0.06, 0.06, 0.02].entries()) near(holm(raw)[at], one);
    for (const [at, one] of [0.02, 0.04, 0.04, 0.02].entries())
      near(benjaminiHochberg(raw)[at], one);
    assert.deepEqual(raw, [0.01, 0.04, 0.03, 0.005]);
  });
});

describe('intervals', () => {
  it("of paired shares are Newcombe's own example", () => {
    // Newcombe 1998, table III: 36, 12, 2 and 0 pairs.
    const found = newcombePaired({ both: 36, onlyFirst: 2, onlySecond: 12, neither: 0 });
    near(found?.low, 0.0569, 5e-5);
    near(found?.high, 0.3404, 5e-5);
    assert.equal(newcombePaired({ both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 }), undefined);
  });

  it('of Clopper and Pearson are wider than nothing, and hold the share', () => {
    near(clopperPearson(0, 10)?.high, 0.3084971078187608);
    assert.equal(clopperPearson(0, 0), undefined);
    assert.equal(clopperPearson(3, 2), undefined);
  });

  it('by drawing hold the mean of most, and are the same for the same seed', () => {
    const numbers = [0.1, 0.3, -0.2, 0.5, 0.4, 0, 0.2, 0.3];
    const first = bootstrapMean(numbers, { resamples: 2000 });
    assert.deepEqual(bootstrapMean(numbers, { resamples: 2000 }), first);
    assert.notDeepEqual(bootstrapMean(numbers, { resamples: 2000, seed: 3 }), first);
    assert.ok(first !== undefined && first.low < 0.2 && first.high > 0.2);
  });

  it('by drawing take any value over cases', () => {
    const sizes = [1, 2, 3, 4];
    const largest = (indices: Int32Array): number =>
      Math.max(...Array.from(indices, (index) => sizes[index] ?? 0));
    const found = bootstrap(4, largest, { resamples: 500 });
    assert.equal(found?.high, 4);
  });

  it('are none without cases, and by `bca` none where all draws agree', () => {
    assert.equal(bootstrapMean([]), undefined);
    assert.equal(bootstrapMean([1, 1, 1], { method: 'bca', resamples: 50 }), undefined);
    assert.deepEqual(bootstrapMean([1, 1, 1], { resamples: 50 }), { low: 1, high: 1 });
  });
});

describe('the smallest effect to be seen', () => {
  it('is 2.8 standard errors', () => {
    near(smallestDetectable(100, 1), 0.2801585218);
    assert.equal(smallestDetectable(0, 1), undefined);
  });
});

describe('k trials of a case', () => {
  it('pass at least once, or all', () => {
    near(passAtK(5, 2, 2), 0.7);
    near(passHatK(5, 2, 2), 0.1);
    assert.deepEqual([passAtK(3, 0, 2), passHatK(3, 3, 3)], [0, 1]);
  });

  it('say nothing where there were fewer', () => {
    assert.equal(passAtK(2, 0, 5), undefined);
    assert.equal(passHatK(2, 3, 1), undefined);
    assert.equal(passHatK(2.5, 1, 1), undefined);
  });
});

describe('agreement', () => {
  it('is full, none beyond chance, or unknown', () => {
    assert.equal(
      cohenKappa([
        [3, 0],
        [0, 4],
      ]),
      1,
    );
    assert.equal(
      cohenKappa([
        [2, 2],
        [2, 2],
      ]),
      0,
    );
    assert.equal(
      cohenKappa([
        [5, 0],
        [0, 0],
      ]),
      undefined,
    );
    assert.equal(
      matthews([
        [5, 0],
        [0, 0],
      ]),
      undefined,
    );
    assert.equal(
      matthews([
        [0, 3],
        [3, 0],
      ]),
      -1,
    );
  });

  it('counts near misses where categories have an order', () => {
    const matrix = [
      [4, 1, 0],
      [0, 4, 1],
      [0, 0, 5],
    ];
    const [plain = 0, squared = 0] = [cohenKappa(matrix), cohenKappa(matrix, 'quadratic')];
    assert.ok(squared > plain);
  });

  it("is Krippendorff's with gaps, and unknown where nothing can be compared", () => {
    assert.equal(krippendorffAlpha([[1], [2], []]), undefined);
    assert.equal(
      krippendorffAlpha([
        [1, 1],
        [1, 1],
      ]),
      undefined,
    );
    assert.equal(krippendorffAlpha([[1, 1], [2, 2], [3]]), 1);
  });
});

describe('the smallest share that turns and is seen', () => {
  it('is the one at which the exact power reaches 80 %', () => {
    for (const [n, onlyFirst, onlySecond] of [
      [30, 0, 0],
      [50, 2, 3],
      [100, 8, 4],
    ] as const) {
      const share = smallestTurning(n, onlyFirst, onlySecond) ?? 0;
      const background = Math.min(onlyFirst, onlySecond) / n;
      near(mcnemarPower(n, background, background + share), 0.8, 0.005);
    }
  });

  it('is none where not even all would be enough', () => {
    assert.equal(smallestTurning(5, 0, 0), undefined);
    assert.equal(smallestTurning(8, 0, 0, 0.001), undefined);
  });

  it('of many pairs is never so small that it could not be significant', () => {
    near(smallestTurning(1000, 0, 0), (6 + 0.8416212 * Math.sqrt(6)) / 1000, 1e-8);
    near(smallestTurning(1000, 50, 50), (2.8015852 * Math.sqrt(0.1)) / Math.sqrt(1000), 1e-6);
  });
});

describe('the smallest difference that is seen', () => {
  it('is what the spread allows where every case differs', () => {
    near(smallestShown(30, 30, 0.1, 0.05), 0.28015852, 1e-7);
  });

  it('is as much as enough cases of the kind that differed', () => {
    // 3 of 30 cases differ, by 0.5 each: a quarter of all would have to.
    const error = Math.sqrt((3 * 0.25) / 30) / Math.sqrt(30);
    near(smallestShown(30, 3, error, 0.05), 0.5 * (smallestTurning(30, 0, 0) ?? 0));
    assert.equal(smallestShown(30, 0, 0, 0.05), undefined);
    assert.equal(smallestShown(5, 3, 0.1, 0.05), undefined);
  });
});

const cases = (...counts: readonly (readonly [passed: number, judged: number])[]) =>
  counts.map(([passed, judged]) => ({ passed, judged }));

describe('the interval of a share over cases', () => {
  it("is Wilson's where each case has one trial", () => {
    const ones = cases(
      ...Array.from({ length: 40 }, (_, place) => [place < 30 ? 1 : 0, 1] as const),
    );
    near(clusteredShare(ones)?.low, wilson(30, 40)?.low ?? NaN);
    near(clusteredShare(ones)?.high, wilson(30, 40)?.high ?? NaN);
  });

  it('is no narrower for repetitions that always say the same', () => {
    const thrice = cases(
      ...Array.from({ length: 40 }, (_, place) => [place < 30 ? 3 : 0, 3] as const),
    );
    near(clusteredShare(thrice)?.low, wilson(30, 40)?.low ?? NaN);
    near(clusteredShare(thrice)?.high, wilson(30, 40)?.high ?? NaN);
  });

  it('is as narrow as all trials allow where cases are alike', () => {
    const alike = cases(...Array.from({ length: 40 }, () => [2, 4] as const));
    near(clusteredShare(alike)?.low, wilson(80, 160)?.low ?? NaN);
  });

  it('says something where everything passes, and nothing of nothing', () => {
    near(clusteredShare(cases([3, 3], [3, 3], [0, 0]))?.low, wilson(2, 2)?.low ?? NaN);
    assert.equal(clusteredShare([]), undefined);
    assert.equal(clusteredShare(cases([0, 0])), undefined);
  });

  it('holds the true share in about 95 of 100 samples of 30 cases asked 3 times', () => {
    const random = seededRandom(5);
    let held = 0;
    for (let sample = 0; sample < 2000; sample += 1) {
      const drawn = Array.from({ length: 30 }, () => {
        const chance = random.next() ** 0.5;
        let passed = 0;
        for (let trial = 0; trial < 3; trial += 1) if (random.next() < chance) passed += 1;
        return { judged: 3, passed };
      });
      const { low, high } = clusteredShare(drawn)!;
      if (low <= 2 / 3 && 2 / 3 <= high) held += 1;
    }
    assert.ok(held >= 1870 && held <= 1960, `${held} of 2,000`);
  });
});
