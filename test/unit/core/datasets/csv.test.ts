import assert from 'node:assert/strict';
import { csv, tsv } from '#core/datasets/csv.ts';
import { readRows } from '#support/readRows.ts';

interface Bad {
  readonly what: string;
  readonly content: string | Uint8Array;
  readonly told: readonly string[];
  readonly lines: readonly number[];
}

const bad: readonly Bad[] = [
  {
    what: 'rows with too few and too many cells',
    content: 'a,b\n1,2\n3\n4,5,6\n7,8\n',
    told: ['error csv-columns 3:1', 'error csv-columns 4:1'],
    lines: [2, 5],
  },
  {
    what: 'two columns of one name',
    content: 'a,b, a \n1,2,3\n',
    told: ['error csv-header 1:1'],
    lines: [],
  },
  {
    what: 'a column without a name',
    content: 'a,,b\n1,2,3\n',
    told: ['error csv-header 1:1'],
    lines: [],
  },
  {
    what: 'a name of a column that is as long as a text',
    content: `a,${'b'.repeat(501)}\n1,2\n`,
    told: ['error csv-header 1:1'],
    lines: [],
  },
  {
    what: 'a column called __proto__',
    content: 'a,__proto__\n1,2\n',
    told: ['error csv-header 1:1'],
    lines: [],
  },
  {
    what: 'a quote that is never closed, where its row starts',
    content: 'a,b\n"x\ny",2\n\n3,"x\n5,6\n7,8\n',
    told: ['error csv-quote-open 5:1'],
    lines: [2],
  },
  {
    what: 'a quote in the middle of a cell',
    content: 'a,b\n1,5" screen\n3,4\n',
    told: ['error csv-quote 2:1'],
    lines: [3],
  },
  {
    what: 'a row of quotes, which ends the reading: each would cost as much as the row is long',
    content: `a,b\n1,2\nx,5${'"'.repeat(60_000)}\n3,4\n`,
    told: ['error csv-quote 3:1'],
    lines: [2],
  },
  { what: 'a header without rows', content: 'a,b\n', told: ['error dataset-empty 1:1'], lines: [] },
  { what: 'an empty file', content: '', told: ['error dataset-empty 1:1'], lines: [] },
  {
    what: 'bytes that are no UTF-8',
    content: Buffer.from('a,b\n1,2\nn,\u00e9x\n', 'latin1'),
    told: ['error invalid-utf8 3:3'],
    lines: [],
  },
  {
    what: 'a character that was cut in two at the end',
    content: Buffer.from('a,b\n1,é').subarray(0, -1),
    told: ['error invalid-utf8 2:1'],
    lines: [2],
  },
  {
    what: 'a NUL byte',
    content: 'a,b\n1,2\n3,\u0000\n',
    told: ['error control-character 3:1'],
    lines: [2, 3],
  },
  {
    what: 'UTF-16',
    content: Buffer.from('\u{feff}a,b\n1,2\n', 'utf16le'),
    told: ['error encoding 1:1'],
    lines: [],
  },
];

describe('a .csv dataset', () => {
  for (const { what, content, told, lines } of bad) {
    it(`tells ${what}`, async () => {
      const read = await readRows(csv, content);
      assert.deepEqual(read.told, told);
      assert.deepEqual(
        read.rows.map((row) => row.line),
        lines,
      );
    });
  }

  it('reads quotes, embedded line ends, CRLF and a mark, with the line on which each row starts', async () => {
    const text = '\u{feff}"a",b\r\n"x\r\n""y""",1\r\n\r\n\r\n"p\n\nq","3,4"\r\n5,\r\n\u{1f600},é';
    const read = await readRows(csv, text);
    assert.deepEqual(read.told, []);
    assert.deepEqual(read.rows, [
      { line: 2, values: { a: 'x\r\n"y"', b: '1' } },
      { line: 6, values: { a: 'p\n\nq', b: '3,4' } },
      { line: 9, values: { a: '5', b: '' } },
      { line: 10, values: { a: '\u{1f600}', b: 'é' } },
    ]);
  });

  it('reads the same however the file is cut into pieces', async () => {
    const text =
      '\u{feff}"a",b\r\n"x\r\n""y""",1\r\n\r\n\r\n"p\n\nq","3,4"\r\n5,\r\nonly\r\n\u{1f600},é\r\n';
    const whole = await readRows(csv, text);
    assert.deepEqual(whole.told, ['error csv-columns 10:1']);
    for (let size = 1; size <= 20; size += 1)
      assert.deepEqual(await readRows(csv, text, size), whole);
  });

  it('leaves text as it is: zeros in front, long numbers, dates, TRUE, formulas, spaces', async () => {
    const read = await readRows(csv, 'a\n007\n9007199254740993\n2026-01-02\nTRUE\n=cmd\n x \n');
    assert.deepEqual(
      read.rows.map((row) => row.values['a']),
      ['007', '9007199254740993', '2026-01-02', 'TRUE', '=cmd', ' x '],
    );
  });

  it('reads lines that end with a carriage return alone, or in several ways', async () => {
    const old = await readRows(csv, 'a,b\r1,2\r3,4\r');
    assert.deepEqual(
      old.rows.map((row) => [row.line, row.values['a']]),
      [
        [2, '1'],
        [3, '3'],
      ],
    );
    const mixed = await readRows(csv, 'a,b\r\n1,2\n3,4\r\n5,6');
    assert.deepEqual(
      mixed.rows.map((row) => [row.line, row.values['a']]),
      [
        [2, '1'],
        [3, '3'],
        [4, '5'],
      ],
    );
  });

  it('warns of semicolons in place of commas, and reads them', async () => {
    const read = await readRows(csv, 'a;b\n1,5;2\n');
    assert.deepEqual(read.told, ['warning csv-delimiter 1:1']);
    assert.deepEqual(read.rows, [{ line: 2, values: { a: '1,5', b: '2' } }]);
  });

  it('takes a header of one column for just that', async () => {
    const read = await readRows(csv, 'question\nwhat; why\n');
    assert.deepEqual(read.told, []);
    assert.deepEqual(read.rows, [{ line: 2, values: { question: 'what; why' } }]);
  });
});

describe('a .tsv dataset', () => {
  it('has tabs between cells', async () => {
    const read = await readRows(tsv, 'a\tb\n1,2\t3\n');
    assert.deepEqual(read.told, []);
    assert.deepEqual(read.rows, [{ line: 2, values: { a: '1,2', b: '3' } }]);
  });

  it('warns of commas in place of tabs', async () => {
    const read = await readRows(tsv, 'a,b\n1,2\n');
    assert.deepEqual(read.told, ['warning csv-delimiter 1:1']);
    assert.deepEqual(read.rows, [{ line: 2, values: { a: '1', b: '2' } }]);
  });
});
