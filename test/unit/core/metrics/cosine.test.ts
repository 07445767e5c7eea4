import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { cosine } from '#core/metrics/cosine.ts';

const of = (a: readonly number[], b: readonly number[]) =>
  cosine(Float32Array.from(a), Float32Array.from(b));

describe('the cosine of two vectors', () => {
  it('is 1 for one direction, 0 for a right angle, -1 for the opposite', () => {
    assert.equal(of([1, 2, 3], [1, 2, 3]), 1);
    assert.equal(of([1, 0], [0, 5]), 0);
    assert.equal(of([1, 2], [-2, -4]), -1);
  });

  it('is 32 / sqrt(14 * 77) for (1, 2, 3) and (4, 5, 6)', () => {
    assert.equal(Number(of([1, 2, 3], [4, 5, 6])).toFixed(12), '0.974631846197');
  });

  it('is not defined for vectors of two lengths, of zeros, or of nothing', () => {
    assert.equal(
      of([1, 2], [1, 2, 3]),
      'the vectors have 2 and 3 numbers, so they are not of one model',
    );
    assert.equal(of([0, 0], [1, 2]), 'a vector of zeros has no direction');
    assert.equal(of([], []), 'a vector of zeros has no direction');
  });

  it('stays in its range, and does not care for order or size', () => {
    const vector = fc.float32Array({
      minLength: 3,
      maxLength: 3,
      noNaN: true,
      noDefaultInfinity: true,
    });
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const value = cosine(a, b);
        assert.equal(cosine(b, a), value);
        if (typeof value === 'number') assert.ok(value >= -1 && value <= 1);
      }),
    );
  });
});
