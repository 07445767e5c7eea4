import assert from 'node:assert/strict';
import { jsonl } from '#core/datasets/jsonl.ts';
import { readRows } from '#support/readRows.ts';

interface Bad {
  readonly what: string;
  readonly content: string | Uint8Array;
  readonly told: readonly string[];
  readonly lines: readonly number[];
}

const good = '{"a":1}\n';

const bad: readonly Bad[] = [
  {
    what: 'a bad line after a blank one, by its own number',
    content: '{"a":1}\n\n{"a":}\n{"a":4}\n',
    told: ['error json-syntax 3:6'],
    lines: [1, 4],
  },
  {
    what: 'a last line that was cut off',
    content: '{"a":1}\n{"a":"lo',
    told: ['error row-truncated 2:6'],
    lines: [1],
  },
  {
    what: 'a line in the middle that stops early',
    content: '{"a":1}\n{"a":\n{"a":3}\n',
    told: ['error row-truncated 2:6'],
    lines: [1, 3],
  },
  {
    what: 'a JSON list on one line',
    content: '[{"a":1},{"a":2}]\n',
    told: ['error wrong-format 1:1'],
    lines: [],
  },
  {
    what: 'a JSON list over several lines, once',
    content: '[\n  {"a": 1},\n  {"a": 2}\n]\n',
    told: ['error wrong-format 1:1'],
    lines: [],
  },
  {
    what: 'a pretty-printed object, once',
    content: '{\n  "a": 1,\n  "b": 2\n}\n',
    told: ['error wrong-format 1:1'],
    lines: [],
  },
  { what: 'CSV', content: 'id,text\n1,x\n', told: ['error wrong-format 1:1'], lines: [] },
  { what: 'YAML', content: '- a: 1\n- a: 2\n', told: ['error wrong-format 1:1'], lines: [] },
  {
    what: 'a comma at the end of a line',
    content: '{"a":1},\n{"a":2}\n',
    told: ['error json-trailing-comma 1:8'],
    lines: [2],
  },
  {
    what: 'a comma before a bracket',
    content: `${good}{"a":[1,]}\n`,
    told: ['error json-trailing-comma 2:8'],
    lines: [1],
  },
  {
    what: 'a comment line',
    content: `// made by hand\n${good}`,
    told: ['error json-comment 1:1'],
    lines: [2],
  },
  { what: 'NaN', content: `${good}{"a":NaN}\n`, told: ['error json-syntax 2:6'], lines: [1] },
  {
    what: 'single quotes',
    content: `${good}{'a':1}\n`,
    told: ['error json-syntax 2:2'],
    lines: [1],
  },
  {
    what: 'two objects on one line',
    content: `${good}{"a":1} {"b":2}\n`,
    told: ['error row-not-alone 2:9'],
    lines: [1],
  },
  {
    what: 'rows that are no objects',
    content: `${good}[1]\n"x"\n7\nnull\n`,
    told: [
      'error row-not-object 2:1',
      'error row-not-object 3:1',
      'error row-not-object 4:1',
      'error row-not-object 5:1',
    ],
    lines: [1],
  },
  {
    what: '__proto__ as a key, however deep and however it is escaped',
    content: `{"__proto__":{"x":1}}\n{"a":[{"\\u005f_proto__":1}]}\n${good}`,
    told: ['error key-refused 1:1', 'error key-refused 2:1'],
    lines: [3],
  },
  {
    what: 'numbers that would be rounded or infinite, at any depth',
    content:
      '{"a":9007199254740993}\n{"b":[{"c":1e999}]}\n{"d":9007199254740991,"e":1e20,"f":0.1}\n',
    told: ['error json-big-number 1:6', 'error json-number 2:12'],
    lines: [3],
  },
  {
    what: 'a key that stands twice, as a warning at the second',
    content: '{"a":1,"b":2,"a":3}\n',
    told: ['warning json-duplicate-key 1:14'],
    lines: [1],
  },
  {
    what: 'a row that nests too deep, without parsing it',
    content: `${good}{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}\n${good}`,
    told: ['error row-too-deep 2:1'],
    lines: [1, 3],
  },
  {
    what: 'line ends of a carriage return alone',
    content: '{"a":1}\r{"a":2}\r',
    told: ['error line-ends 1:1'],
    lines: [],
  },
  {
    what: 'bytes that are no UTF-8, and reads on',
    content: Buffer.concat([
      Buffer.from('{"a":"é"}\n{"b":"'),
      Buffer.from([0xe9]),
      Buffer.from('"}\n{"c":3}\n'),
    ]),
    told: ['error invalid-utf8 2:7'],
    lines: [1, 3],
  },
  {
    what: 'UTF-16 with a mark',
    content: Buffer.from('\u{feff}{"a":1}\n', 'utf16le'),
    told: ['error encoding 1:1'],
    lines: [],
  },
  {
    what: 'UTF-16 without a mark',
    content: Buffer.from('{"a":1}\n', 'utf16le'),
    told: ['error encoding 1:1'],
    lines: [],
  },
  {
    what: 'an Excel workbook with the wrong name',
    content: Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]),
    told: ['error not-text 1:1'],
    lines: [],
  },
  {
    what: 'a raw control character in a text',
    content: `${good}{"a":"\u0000"}\n`,
    told: ['error json-syntax 2:6'],
    lines: [1],
  },
  { what: 'an empty file', content: '', told: ['error dataset-empty 1:1'], lines: [] },
  { what: 'blank lines only', content: '\n \n\r\n', told: ['error dataset-empty 1:1'], lines: [] },
];

describe('a .jsonl dataset', () => {
  for (const { what, content, told, lines } of bad) {
    it(`tells ${what}`, async () => {
      const read = await readRows(jsonl, content);
      assert.deepEqual(read.told, told);
      assert.deepEqual(
        read.rows.map((row) => row.line),
        lines,
      );
    });
  }

  it('reads CRLF, a byte order mark, separators of Unicode and a last line without an end', async () => {
    const text = '\u{feff}{"a":"1\u{2028}2"}\r\n\r\n  {"a":"\u{1f600}"}  \r\n{"a":"é"}';
    const read = await readRows(jsonl, text);
    assert.deepEqual(read.told, []);
    assert.deepEqual(read.rows, [
      { line: 1, values: { a: '1\u{2028}2' } },
      { line: 3, values: { a: '\u{1f600}' } },
      { line: 4, values: { a: 'é' } },
    ]);
  });

  it('reads the same however the file is cut into pieces', async () => {
    const text =
      '\u{feff}{"a":"é\u{1f600}"}\n\n{"a":[1,{"b":null}]}\r\n{bad\n{"a":"x\\n\\"y"}\n{"a":2}';
    const whole = await readRows(jsonl, text);
    for (let size = 1; size <= 20; size += 1)
      assert.deepEqual(await readRows(jsonl, text, size), whole);
  });

  it('keeps null, absent and empty apart', async () => {
    const read = await readRows(jsonl, '{"a":null}\n{}\n{"a":""}\n');
    assert.deepEqual(
      read.rows.map((row) => row.values),
      [{ a: null }, {}, { a: '' }],
    );
    assert.deepEqual(read.told, []);
  });

  it('takes a column called constructor for what it is', async () => {
    const read = await readRows(jsonl, '{"constructor":"Ferrari"}\n');
    assert.deepEqual(read.told, []);
    assert.deepEqual(Object.entries(read.rows[0]?.values ?? {}), [['constructor', 'Ferrari']]);
  });

  it('does not take braces, colons and escaped quotes inside of texts for structure', async () => {
    const row = { 'a:b': '{"[:,\\"', list: [{ c: ':' }, []], empty: {} };
    const read = await readRows(jsonl, `${JSON.stringify(row)}\n`);
    assert.deepEqual(read, { rows: [{ line: 1, values: row }], problems: [], told: [] });
  });

  it('tells fifty problems and then how many more there are', async () => {
    const read = await readRows(jsonl, `${good}${'{bad\n'.repeat(1_000)}${good}`);
    assert.equal(read.problems.length, 51);
    assert.equal(read.told.at(-1), 'error more-problems 52:1');
    assert.equal(read.problems.at(-1)?.message, 'And 950 more problems in this file.');
    assert.equal(read.rows.length, 2);
  });

  it('says what was found, what is allowed and what to do', async () => {
    const read = await readRows(jsonl, '{"a":1}\n{"a":1},\n');
    assert.deepEqual(read.problems, [
      {
        code: 'json-trailing-comma',
        severity: 'error',
        file: 'data',
        range: { start: { line: 2, column: 8 }, end: { line: 2, column: 9 } },
        message: 'The line ends with a comma, which JSON Lines does not have.',
        next: 'Remove the comma.',
      },
    ]);
  });
});
