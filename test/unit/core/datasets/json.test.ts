import assert from 'node:assert/strict';
import { json } from '#core/datasets/json.ts';
import { readRows } from '#support/readRows.ts';

interface Bad {
  readonly what: string;
  readonly content: string | Uint8Array;
  readonly told: readonly string[];
  readonly lines: readonly number[];
}

const bad: readonly Bad[] = [
  {
    what: 'elements that are no objects, and reads on',
    content: '[{"a":1},\n7, "x",\n [2], null,\n{"a":5}]',
    told: [
      'error row-not-object 2:1',
      'error row-not-object 2:4',
      'error row-not-object 3:2',
      'error row-not-object 3:7',
    ],
    lines: [1, 4],
  },
  {
    what: 'an element that is not sound, with its own line and column, and reads on',
    content: '[\n  {"a": 1},\n  {"a": tru,\n   "b": }, {"a": 3}\n]',
    told: ['error json-syntax 3:9'],
    lines: [2, 4],
  },
  {
    what: 'a missing comma',
    content: '[{"a":1}\n {"a":2}]',
    told: ['error json-syntax 2:2'],
    lines: [1],
  },
  {
    what: 'a comma before the closing bracket',
    content: '[{"a":1},\n]',
    told: ['error json-trailing-comma 2:1'],
    lines: [1],
  },
  {
    what: 'a file that was cut off',
    content: '[{"a":1},\n{"a":',
    told: ['error json-truncated 2:6'],
    lines: [1],
  },
  {
    what: 'text after the end',
    content: '[{"a":1}]\nx',
    told: ['error json-syntax 2:1'],
    lines: [1],
  },
  {
    what: 'an object without a list of rows',
    content: '{"items":[{"a":1}]}\n',
    told: ['error json-no-list 2:1'],
    lines: [],
  },
  {
    what: 'JSON Lines',
    content: '{"a":1}\n{"a":2}\n',
    told: ['error wrong-format 2:1'],
    lines: [],
  },
  { what: 'CSV', content: 'id,text\n', told: ['error wrong-format 1:1'], lines: [] },
  {
    what: 'deep nesting, after which it reads on',
    content: `[{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}},\n{"a":2}]`,
    told: ['error row-too-deep 1:2'],
    lines: [2],
  },
  {
    what: '__proto__ as a key',
    content: '[{"__proto__":1},{"a":2}]',
    told: ['error key-refused 1:2'],
    lines: [1],
  },
  {
    what: 'a key that stands twice',
    content: '[\n{"a":1,\n "a":2}]',
    told: ['warning json-duplicate-key 3:2'],
    lines: [2],
  },
  {
    what: 'bytes that are no UTF-8',
    content: Buffer.concat([
      Buffer.from('[{"a":"'),
      Buffer.from([0xff]),
      Buffer.from('"},{"a":2}]'),
    ]),
    told: ['error invalid-utf8 1:2'],
    lines: [1],
  },
  { what: 'an empty list', content: '[]', told: ['error dataset-empty 1:1'], lines: [] },
  { what: 'an empty file', content: '', told: ['error dataset-empty 1:1'], lines: [] },
];

describe('a .json dataset', () => {
  for (const { what, content, told, lines } of bad) {
    it(`tells ${what}`, async () => {
      const read = await readRows(json, content);
      assert.deepEqual(read.told, told);
      assert.deepEqual(
        read.rows.map((row) => row.line),
        lines,
      );
    });
  }

  it('reads a list, with the line on which each element starts', async () => {
    const read = await readRows(json, '\u{feff}[\n {"a":"é]}"},\r\n\n {"a":\n  {"b":[]}} ]\n');
    assert.deepEqual(read.told, []);
    assert.deepEqual(read.rows, [
      { line: 2, values: { a: 'é]}' } },
      { line: 4, values: { a: { b: [] } } },
    ]);
  });

  it('finds the list under cases, rows or data among other keys', async () => {
    const text =
      '{"name":"x{[","version":1,"meta":{"data":[{"no":1}]},\n"rows":[{"a":1}],"data":[{"no":2}]}';
    const read = await readRows(json, text);
    assert.deepEqual(read.told, []);
    assert.deepEqual(read.rows, [{ line: 2, values: { a: 1 } }]);
  });

  it('reads the same however the file is cut into pieces', async () => {
    const text =
      '{"version": 12, "cases": [ {"a":"é\u{1f600}\\"}"}, 7,\n{"a" "b"}, {"a":[1,{"b":null}]}\r\n]}';
    const whole = await readRows(json, text);
    assert.deepEqual(whole.told, ['error row-not-object 1:44', 'error json-syntax 2:6']);
    for (let size = 1; size <= 20; size += 1)
      assert.deepEqual(await readRows(json, text, size), whole);
  });
});
