import assert from 'node:assert/strict';
import type { JsonValue } from '#base/json.ts';
import { codesOf, scoreOf } from '#support/scoring.ts';

type Row = readonly [
  settings: object,
  reply: string,
  expected: JsonValue | undefined,
  score: string,
];

function table(uses: string, rows: readonly Row[]): void {
  describe(uses, () => {
    for (const [settings, reply, expected, score] of rows) {
      const given = [settings, reply, expected].map((one) => JSON.stringify(one)).join(' ');
      it(`${given} is ${score}`, async () => {
        assert.equal(await scoreOf(uses, settings, reply, expected), score);
      });
    }
  });
}

table('exact-match', [
  [{}, 'billing', 'billing', '1 pass'],
  [{}, ' billing\n', 'billing', '1 pass'],
  [{ trim: false }, ' billing', 'billing', '0 miss'],
  [{}, 'Billing', 'billing', '0 miss'],
  [{ ignoreCase: true }, 'Billing', 'BILLING', '1 pass'],
  [{ ignoreCase: true }, 'ΟΔΟΣ', 'οδος', '1 pass'],
  [{}, 'Caf\u00E9', 'Cafe\u0301', '1 pass'],
  [{}, 'a, b', 'a b', '0 miss'],
  [{ ignorePunctuation: true }, '“A”,  b!', 'A b', '1 pass'],
  [{}, 'b', ['a', 'b'], '1 pass'],
  [{}, '3', 3, '1 pass'],
  [{}, 'true', true, '1 pass'],
  [{}, '{"a":1}', { a: 1 }, '1 pass'],
  [{}, '', '', '1 pass'],
  [{}, 'x', '', '0 miss'],
  [{}, 'x', null, 'not-applicable'],
  [{}, 'x', [], 'not-applicable'],
  [{}, 'x', undefined, 'not-applicable'],
]);

table('contains', [
  [{}, 'the refund came', 'refund', '1 pass'],
  [{}, 'the Refund came', 'refund', '0 miss'],
  [{ ignoreCase: true }, 'the Refund came', 'refund', '1 pass'],
  [{ value: 'οδος', ignoreCase: true }, 'ΟΔΟΣΑ', undefined, '1 pass'],
  [{ value: 'a.c' }, 'abc', 'abc', '0 miss'],
  [{ value: 'b' }, 'abc', undefined, '1 pass'],
  [{}, 'abc', ['x', 'c'], '1 pass'],
  [{}, 'abc', '', 'not-applicable'],
]);

table('contains-any', [
  [{ values: ['x', 'b'] }, 'abc', undefined, '1 pass'],
  [{ values: ['x', 'y'] }, 'abc', undefined, '0 miss'],
  [{ values: ['B'], ignoreCase: true }, 'abc', undefined, '1 pass'],
  [{}, 'abc', ['x', 'c'], '1 pass'],
  [{}, 'abc', undefined, 'not-applicable'],
]);

table('contains-all', [
  [{ values: ['a', 'b'] }, 'abc', undefined, '1 pass'],
  [{ values: ['a', 'x', 'y', 'z'] }, 'abc', undefined, '0.25 miss'],
  [{}, 'abc', ['a', 'b'], '1 pass'],
  [{}, 'abc', undefined, 'not-applicable'],
]);

table('starts-with', [
  [{ value: 'Sum' }, '\n Summary', undefined, '1 pass'],
  [{ value: 'sum' }, 'Summary', undefined, '0 miss'],
  [{}, 'Summary', 'Sum', '1 pass'],
]);

table('ends-with', [
  [{ value: '.' }, 'Done.\n', undefined, '1 pass'],
  [{ value: 'done' }, 'All Done', undefined, '0 miss'],
  [{ value: 'done', ignoreCase: true }, 'All Done', undefined, '1 pass'],
]);

table('numeric', [
  [{}, 'The answer is 42.', 42, '1 pass'],
  [{}, '42 apples, so 42', '42', '1 pass'],
  [{}, 'no number here', 42, '0 miss'],
  [{}, '6 × 7 = 42', 42, '0 miss'],
  [{ pick: 'last' }, '6 × 7 = 42', 42, '1 pass'],
  [{ pick: 'first' }, '42 = 6 × 7', 42, '1 pass'],
  [{}, '$1,234,567.50', 1234567.5, '1 pass'],
  [{}, '12,5', 12.5, '0 miss'],
  [{ decimal: ',' }, '1.234,5 €', 1234.5, '1 pass'],
  [{}, '−3 °C', -3, '1 pass'],
  [{}, 'GPT-4 says 7', 7, '1 pass'],
  [{}, 'the 2nd is 5kg', 5, '1 pass'],
  [{ pick: 'last' }, '10-20', 20, '1 pass'],
  [{}, '1.5e3', 1500, '1 pass'],
  [{}, '.5', 0.5, '1 pass'],
  [{}, '1.1', 1, '0 miss'],
  [{ tolerance: 0.1 }, '1.1', 1, '1 pass'],
  [{ tolerance: 0.1 }, '1.11', 1, '0 miss'],
  [{ relative: 0.01 }, '1010', 1000, '1 pass'],
  [{ relative: 0.01 }, '-989', -1000, '0 miss'],
  [{ tolerance: 50, relative: 0.01 }, '1049', 1000, '1 pass'],
  [{}, '5', 'five', 'failed'],
  [{}, '5', undefined, 'not-applicable'],
]);

table('edit-similarity', [
  [{}, 'kitten', 'sitting', '0.5714285714285714'],
  [{}, 'flaw', 'lawn', '0.5'],
  [{}, '', '', '1'],
  [{}, '', 'abc', '0'],
  [{}, '👍a', '👎a', '0.5'],
  [{}, '👍👍', '', '0'],
  [{ ignoreCase: true }, ' ABC ', 'abc', '1'],
  [{}, 'abcd', ['xxxx', 'abcx'], '0.75'],
  [{}, 'x', undefined, 'not-applicable'],
]);

table('word-count', [
  [{ max: 3 }, 'one two three', undefined, '1 pass'],
  [{ max: 3 }, 'one two three four', undefined, '0 miss'],
  [{ min: 1 }, ' — … ! ', undefined, '0 miss'],
  [{ min: 1, max: 1 }, 'state-of-the-art', undefined, '1 pass'],
  [{ min: 6, max: 6 }, '今日はとても良い天気です。', undefined, '1 pass'],
  [{ min: 4, max: 4 }, 'ผมชอบกินข้าว', undefined, '1 pass'],
  [{}, '', undefined, '1 pass'],
]);

table('json', [
  [{}, ' {"a": [1, 2]} ', undefined, '1 pass'],
  [{}, '3', undefined, '1 pass'],
  [{}, '', undefined, '0 miss'],
  [{}, '{"a": 1,}', undefined, '0 miss'],
  [{}, 'Here: {"a": 1}', undefined, '0 miss'],
  [{ type: 'object' }, '[]', undefined, '0 miss'],
  [{ type: 'object' }, 'null', undefined, '0 miss'],
  [{ type: 'array' }, '[]', undefined, '1 pass'],
  [{}, '```json\n{}\n```', undefined, '0 miss'],
  [{ allowFences: true }, '```json\n{}\n```\n', undefined, '1 pass'],
  [{ allowFences: true }, '```', undefined, '0 miss'],
]);

describe('text settings', () => {
  it('refuse empty texts, bounds that exclude each other and negative tolerances', async () => {
    assert.deepEqual(await codesOf('contains', { value: '' }), ['out-of-range']);
    assert.deepEqual(await codesOf('contains-any', { values: [] }), ['out-of-range']);
    assert.deepEqual(await codesOf('contains-all', { values: [''] }), ['out-of-range']);
    assert.deepEqual(await codesOf('word-count', { min: 3, max: 2 }), ['word-count-bounds']);
    assert.deepEqual(await codesOf('word-count', { min: 1.5 }), ['wrong-type']);
    assert.deepEqual(await codesOf('numeric', { tolerance: -1 }), ['out-of-range']);
  });

  it('refuse to compare texts that would block the program', async () => {
    const long = 'ab'.repeat(50_000);
    assert.equal(await scoreOf('edit-similarity', {}, long, `${long}c`), 'failed');
  });
});
