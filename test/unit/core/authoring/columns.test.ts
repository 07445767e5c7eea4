import assert from 'node:assert/strict';
import { columnPlace, testDataPlace } from '#core/authoring/columnPlace.ts';
import { columnsInFile, columnsOf } from '#core/authoring/columns.ts';
import { outlined, readPrompt } from '#support/authoring.ts';

describe('columnsOf', () => {
  it('gives each column with different examples and the first place in each file', () => {
    const cases = [
      outlined({ a: 1 }, 'x.csv', 2),
      outlined({ a: 1 }, 'x.csv', 3),
      outlined({ a: 'two', b: null }, 'y.csv', 2),
    ];
    assert.deepEqual(columnsOf(cases), [
      {
        name: 'a',
        examples: ['1', 'two'],
        places: [
          { file: 'x.csv', line: 2 },
          { file: 'y.csv', line: 2 },
        ],
      },
      { name: 'b', examples: ['<nil>'], places: [{ file: 'y.csv', line: 2 }] },
    ]);
  });

  it('cuts long examples and shows what cannot be seen', () => {
    const [column] = columnsOf([outlined({ a: `\u0007${'x'.repeat(100)}` })]);
    assert.equal(column?.examples[0], `\\u{0007}${'x'.repeat(58)}…`);
  });
});

describe('columnsInFile', () => {
  it('gives the names before map', () => {
    const prompt = readPrompt(
      'messages: []\ndatasets:\n  - file: d.csv\n    map: { ticket: body }',
    );
    const [reference] = prompt.datasets;
    assert.ok(reference);
    const cases = [outlined({ ticket: 'x', other: 'y' }, 'p/d.csv', 2), outlined({ no: 1 })];
    assert.deepEqual(columnsInFile(prompt, reference, cases), ['body', 'other']);
  });
});

describe('columnPlace', () => {
  it('finds the cell of a header', () => {
    assert.equal(columns('a.csv', 'id,"the, text",b\n1,2,3', 'the, text'), '1:4-15');
    assert.equal(columns('a.csv', 'id;text\n', 'text'), '1:4-8');
    assert.equal(columns('a.tsv', '\uFEFFid\ttext', 'id'), '1:2-4');
    assert.equal(columns('a.csv', 'id,text', 'other'), undefined);
  });

  it('finds the key of the first row that has it', () => {
    assert.equal(columns('a.jsonl', '{"x": "b"}\n{"b": 1}', 'b'), '2:2-5');
    assert.equal(columns('a.json', '[{"a":1,"caf\\u00e9":2', 'café'), '1:9-20');
    assert.equal(columns('a.yml', '- a: 1\n- b: 2', 'b'), '2:3-4');
  });

  it('finds the first case beside the prompt', () => {
    const place = testDataPlace('messages:\n  - ticket: 1\ntestData:\n  - { ticket: x }', 'ticket');
    assert.deepEqual(place?.start, { line: 4, column: 7 });
  });
});

function columns(file: string, head: string, name: string): string | undefined {
  const place = columnPlace(file, head, name);
  return place && `${place.start.line}:${place.start.column}-${place.end.column}`;
}
