import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { drawToLabel } from '#core/calibration/sample.ts';

const of = (passed: number, failed: number) => [
  ...Array.from({ length: passed }, (_, id) => ({ id, passed: true })),
  ...Array.from({ length: failed }, (_, id) => ({ id: passed + id, passed: false })),
];
const failedOf = (drawn: readonly { readonly passed: boolean }[]): number =>
  drawn.filter(({ passed }) => !passed).length;

describe('the replies that a person is asked about', () => {
  it('are half failed and half passed, and filled up where there are too few of one', () => {
    assert.equal(failedOf(drawToLabel(of(90, 10), 20, 1)), 10);
    assert.equal(failedOf(drawToLabel(of(90, 4), 20, 1)), 4);
    assert.equal(drawToLabel(of(90, 4), 20, 1).length, 20);
    assert.equal(failedOf(drawToLabel(of(3, 90), 20, 1)), 17);
    assert.equal(failedOf(drawToLabel(of(50, 50), 7, 1)), 4);
  });

  it('are each there once, the same for the same seed, and in an order that tells nothing', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.nat(40), fc.nat(), (passed, failed, size, seed) => {
        const all = of(passed, failed);
        const drawn = drawToLabel(all, size, seed);
        assert.equal(drawn.length, Math.min(size, all.length));
        assert.equal(new Set(drawn.map(({ id }) => id)).size, drawn.length);
        assert.deepEqual(drawToLabel(all, size, seed), drawn);
      }),
    );
    const order = drawToLabel(of(50, 50), 40, 1).map(({ passed }) => passed);
    const changes = order.filter((one, place) => place > 0 && one !== order[place - 1]).length;
    assert.ok(changes > 10, `${changes} changes`);
  });
});
