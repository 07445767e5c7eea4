import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { commonLength, markCommon } from '#core/metrics/summary/commonSubsequence.ts';
import { scoreOf } from '#support/scoring.ts';

describe('rouge', () => {
  it('is not applicable where it would see nothing, and works with other tokens', async () => {
    assert.equal(await scoreOf('rouge', {}, '今日は', '今日は'), 'not-applicable');
    assert.equal(await scoreOf('rouge', {}, 'x', ''), 'not-applicable');
    assert.equal(await scoreOf('rouge', { tokens: 'words' }, 'да нет', 'да'), `${2 / 3}`);
    assert.equal(
      await scoreOf('rouge', { tokens: 'characters', figure: 'recall' }, '今日', '今日は雨'),
      '0.5',
    );
  });

  it('takes the best of several, and 0 for an empty reply', async () => {
    assert.equal(await scoreOf('rouge', {}, 'a b c', ['x y', 'a b c', '']), '1');
    assert.equal(await scoreOf('rouge', {}, '', 'a b'), '0');
  });

  it('knows an English ending', async () => {
    const settings = { variant: 'rouge-1', stem: true };
    assert.equal(await scoreOf('rouge', settings, 'running relational', 'run relate'), '1');
  });

  it('fails on texts too long for whole tables', async () => {
    const long = 'a '.repeat(10_001);
    assert.equal(await scoreOf('rouge', { variant: 'rouge-lsum' }, long, long), 'failed');
  });
});

describe('the longest common subsequence', () => {
  const tokens = fc.array(fc.nat(5), { maxLength: 100 }).map((list) => Int32Array.from(list));

  it('is as long in words of 32 bits as in a table', () => {
    fc.assert(
      fc.property(tokens, tokens, (left, right) => {
        const marks = new Uint8Array(left.length);
        markCommon(left, right, marks);
        const marked = marks.reduce((sum, one) => sum + one, 0);
        return commonLength(left, right) === marked;
      }),
    );
  });
});
