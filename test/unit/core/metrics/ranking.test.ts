import assert from 'node:assert/strict';
import { gainsOf, gradesOf, rankedIds } from '#core/metrics/ranking/rankedIds.ts';
import { scoreOf } from '#support/scoring.ts';

describe('ranked ids', () => {
  it('are a JSON list, fenced or not, or lines with marks', () => {
    assert.deepEqual(rankedIds('["a", 7, {"id": "c"}]'), ['a', '7', 'c']);
    assert.deepEqual(rankedIds('```json\n["a"]\n```'), ['a']);
    assert.deepEqual(rankedIds('1. a\n 2) b\n- c\n\n* d\r\n42'), ['a', 'b', 'c', 'd', '42']);
    assert.deepEqual(rankedIds(''), []);
  });

  it('gain nothing by coming again', () => {
    const grades = gradesOf(['a', 'b']);
    assert.ok(grades);
    assert.deepEqual(gainsOf(['a', 'a', 'x', 'b'], grades), [[1], [], [], [1]]);
  });

  it('are relevant by list, by one id, or by grades above 0', () => {
    assert.deepEqual(gradesOf('a'), new Map([['a', 1]]));
    assert.deepEqual(gradesOf({ a: 2, b: 0, c: 'x' }), new Map([['a', 2]]));
    assert.equal(gradesOf([]), undefined);
    assert.equal(gradesOf({ a: 0 }), undefined);
  });

  it('make the metric not applicable where none is relevant, and 0 where none is found', async () => {
    for (const kind of ['recall-at-k', 'precision-at-k', 'mrr', 'map', 'ndcg']) {
      assert.equal(await scoreOf(kind, {}, 'a', []), 'not-applicable');
      assert.equal(await scoreOf(kind, {}, 'x\ny', ['a']), '0');
    }
  });
});
