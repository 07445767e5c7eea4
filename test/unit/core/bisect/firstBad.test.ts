import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findFirstBad } from '#core/bisect/firstBad.ts';

describe('halving a history', () => {
  it('finds the first bad commit in at most ⌈log₂ n⌉ questions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), fc.nat(299), async (n, some) => {
        const planted = some % n;
        let asked = 0;
        const { lastGood, firstBad } = await findFirstBad(n, (place) => {
          asked += 1;
          return Promise.resolve(place < planted ? 'good' : 'bad');
        });
        assert.deepEqual([lastGood, firstBad], [planted - 1, planted]);
        assert.ok(asked <= Math.ceil(Math.log2(n)), `${asked} of ${n}`);
      }),
      { numRuns: 500 },
    );
  });

  it('passes over what nobody can tell, and then says what it may be', async () => {
    const unknown = new Set([3, 4, 5]);
    const found = await findFirstBad(10, (place) =>
      Promise.resolve(unknown.has(place) ? 'unknown' : place < 4 ? 'good' : 'bad'),
    );
    assert.deepEqual(found, { lastGood: 2, firstBad: 6 });
  });

  it('ends where nothing can be told at all', async () => {
    const found = await findFirstBad(5, () => Promise.resolve('unknown'));
    assert.deepEqual(found, { lastGood: -1, firstBad: 4 });
  });
});
