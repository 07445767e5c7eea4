import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  changedText,
  expectedChange,
  type ExpectedPlace,
} from '#core/authoring/expected/expectedChange.ts';
import { datasetReaderOf } from '#core/datasets/builtin.ts';
import { readPrompt } from '#core/project/readPrompt.ts';
import { readRows } from '#support/readRows.ts';

type Place = Partial<ExpectedPlace> & Pick<ExpectedPlace, 'file' | 'text' | 'line'>;

async function changed(place: Place, expected: string): Promise<string> {
  const whole = { isPrompt: false, column: 'expected', ...place };
  const found = await expectedChange(whole, expected);
  return 'why' in found ? `refused: ${found.why}` : changedText(place.text, found.change);
}

const prompt = `name: triage # sorts tickets
messages:
  - role: user
    content: "{{ticket}}"
testData:
  # The first one.
  - id: refund
    ticket: Where is my money?
    expected: billing # by hand
    tags: [smoke]

  - { id: crash, ticket: "It crashes", expected: 'bug' }
  - id: login
    ticket: |
      I cannot
      log in.
`;

describe('a corrected answer in a prompt', () => {
  const place = { file: 'a.prompt.yml', text: prompt, isPrompt: true };

  it('takes the place of what was expected, and leaves all else as it was', async () => {
    assert.equal(
      await changed({ ...place, line: 7 }, 'account'),
      prompt.replace('expected: billing #', 'expected: account #'),
    );
    assert.equal(await changed({ ...place, line: 12 }, "it's"), prompt.replace("'bug'", "'it''s'"));
    assert.equal(
      await changed({ ...place, line: 7 }, 'true'),
      prompt.replace('expected: billing #', 'expected: "true" #'),
    );
  });

  it('is added to a case that expects nothing yet', async () => {
    assert.equal(
      await changed({ ...place, line: 13 }, 'login'),
      prompt.replace('    ticket: |\n', '    expected: login\n    ticket: |\n'),
    );
    const short =
      'messages:\n  - { role: user, content: x }\ntestData:\n  - ticket: a # so\n  - {ticket: b}\n';
    assert.equal(
      await changed({ ...place, text: short, line: 4 }, 'a: b'),
      short.replace('# so\n', '# so\n    expected: "a: b"\n'),
    );
    assert.equal(
      await changed({ ...place, text: short, line: 5 }, 'one\ntwo'),
      short.replace('{ticket: b}', '{ticket: b, expected: "one\\ntwo"}'),
    );
  });

  it('fills an empty value', async () => {
    const text =
      'messages:\n  - { role: user, content: x }\ntestData:\n  - ticket: a\n    expected:\n    tags: [b]\n';
    assert.equal(
      await changed({ ...place, text, line: 4 }, 'yes'),
      text.replace('expected:\n', 'expected: "yes"\n'),
    );
  });

  it('keeps the type of what was expected', async () => {
    const text =
      'messages:\n  - { role: user, content: x }\ntestData:\n  - { n: 1, expected: 5 }\n  - { n: 2, expected: [a, b] }\n';
    const at = { ...place, text };
    assert.equal(await changed({ ...at, line: 4 }, '7'), text.replace('5 }', '7 }'));
    assert.equal(await changed({ ...at, line: 4 }, 'seven'), text.replace('5 }', 'seven }'));
    assert.equal(await changed({ ...at, line: 5 }, '["c"]'), text.replace('[a, b]', '["c"]'));
    assert.match(await changed({ ...at, line: 5 }, 'c'), /^refused: What is expected is a list/);
  });

  it('is refused where there is a doubt', async () => {
    assert.match(await changed({ ...place, line: 8 }, 'x'), /^refused: The case is not where/);
    const broken = `${prompt}  - id: [\n`;
    assert.match(await changed({ ...place, text: broken, line: 7 }, 'x'), /^refused: /);
    const listed = prompt.replace('expected: billing # by hand', 'expected:\n      - a\n      - b');
    assert.match(
      await changed({ ...place, text: listed, line: 7 }, '["x"]'),
      /^refused: What is expected is written over several lines/,
    );
  });
});

describe('a corrected answer in a dataset', () => {
  it('is written into a line of JSON', async () => {
    const text = '{"q":"a","expected":"x"}\r\n{"q":"b", "tags": []}\r\n\r\n{"q":"c"}';
    const file = 'data/a.jsonl';
    assert.equal(await changed({ file, text, line: 1 }, 'y"'), text.replace('"x"', '"y\\""'));
    assert.equal(
      await changed({ file, text, line: 2 }, 'y'),
      text.replace('"tags": []', '"tags": [], "expected": "y"'),
    );
    assert.equal(
      await changed({ file, text, line: 4 }, 'y'),
      text.replace('"c"', '"c","expected":"y"'),
    );
    assert.match(await changed({ file, text, line: 3 }, 'y'), /^refused/);
  });

  it('is written into a list of JSON, laid out like it', async () => {
    const text =
      '{\n  "cases": [\n    {\n      "q": "a",\n      "n": 1\n    },\n    { "q": "b", "answer": "no" }\n  ]\n}\n';
    const file = 'data/a.json';
    assert.equal(
      await changed({ file, text, line: 3 }, 'y'),
      text.replace('"n": 1\n', '"n": 1,\n      "expected": "y"\n'),
    );
    assert.equal(
      await changed({ file, text, line: 7, column: 'answer' }, 'y'),
      text.replace('"no"', '"y"'),
    );
    const oneLine = '[{"q":1},{"q":2}]';
    assert.match(await changed({ file, text: oneLine, line: 1 }, 'y'), /^refused: Several cases/);
  });

  it('is written into a cell of a table', async () => {
    const text = 'q,queue,note\n"a, ""b""",x,"n\n2"\nc,,\n';
    const file = 'data/a.csv';
    const column = 'queue';
    assert.equal(await changed({ file, text, column, line: 2 }, 'y'), text.replace(',x,', ',y,'));
    assert.equal(
      await changed({ file, text, column, line: 4 }, 'a, b'),
      text.replace('c,,', 'c,"a, b",'),
    );
    assert.match(await changed({ file, text, line: 2 }, 'y'), /^refused: The file has no column/);
    const tabs = 'q\tqueue\na\tx\n';
    assert.equal(
      await changed({ file: 'a.tsv', text: tabs, column, line: 2 }, 'y'),
      'q\tqueue\na\ty\n',
    );
    const semicolons = 'q;queue\na,b;x\n';
    assert.equal(
      await changed({ file, text: semicolons, column, line: 2 }, 'y;'),
      'q;queue\na,b;"y;"\n',
    );
  });
});

const words = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    'a: b',
    '# x',
    '- y',
    '"',
    "''",
    'null',
    '12',
    '{{x}}',
    ' a ',
    'ä\nb',
    '*x',
    '&y',
    '=1',
    '`',
  ),
);

const rows = fc.array(
  fc.record(
    { id: fc.uuid(), q: words, expected: words, tags: fc.constantFrom('a', 'b') },
    { requiredKeys: ['id', 'q', 'tags'] },
  ),
  { minLength: 1, maxLength: 6 },
);

/** Each writes rows in another way, and says on which line the first of them starts. */
const writers: Readonly<
  Record<
    string,
    (
      all: readonly Readonly<Record<string, string>>[],
    ) => readonly [text: string, lines: readonly number[]]
  >
> = {
  'a.jsonl': (all) => [
    all.map((row) => `${JSON.stringify(row)}\n`).join(''),
    all.map((_, at) => at + 1),
  ],
  'a.json': (all) => [
    `[\n${all.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`,
    all.map((_, at) => at + 2),
  ],
  'a.yml': (all) => [
    all.map((row) => `- ${JSON.stringify(row)} # ${row['tags']}\n`).join(''),
    all.map((_, at) => at + 1),
  ],
  'a.csv': (all) => [
    [
      'id,q,expected,tags',
      ...all.map((row) => ['id', 'q', 'expected', 'tags'].map((key) => cell(row[key])).join(',')),
    ].join('\n'),
    linesOf(all),
  ],
};

function cell(text = ''): string {
  return /[",\r\n]|^\s|\s$/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
}

function linesOf(all: readonly Readonly<Record<string, string>>[]): readonly number[] {
  let line = 2;
  return all.map((row) => {
    const own = line;
    line += 1 + Object.values(row).join('').split('\n').length - 1;
    return own;
  });
}

describe('a corrected answer, wherever it is written', () => {
  for (const [file, write] of Object.entries(writers)) {
    it(`is read again from ${file}, and nothing else is another`, async () => {
      let done = 0;
      await fc.assert(
        fc.asyncProperty(rows, words, fc.nat(5), async (all, expected, choice) => {
          const [text, lines] = write(all);
          const at = choice % all.length;
          const after = await changed({ file, text, line: lines[at] ?? 0 }, expected);
          if (after.startsWith('refused')) return;
          done += 1;
          const reader = datasetReaderOf(file);
          assert.ok(reader);
          const [before, now] = [await readRows(reader, text), await readRows(reader, after)];
          assert.deepEqual(
            now.rows.map(({ values }) => values),
            before.rows.map(({ values }, row) => (row === at ? { ...values, expected } : values)),
          );
        }),
        { numRuns: 60 },
      );
      assert.ok(done > 20, `only ${done} were changed`);
    });
  }

  it('is read again from a prompt, whose other lines stay as they are', async () => {
    await fc.assert(
      fc.asyncProperty(words, fc.constantFrom(7, 12, 13), async (expected, line) => {
        const after = await changed(
          { file: 'a.prompt.yml', text: prompt, isPrompt: true, line },
          expected,
        );
        if (after.startsWith('refused')) return;
        const { value } = readPrompt(Buffer.from(after), 'a.prompt.yml');
        const index = [7, 12, 13].indexOf(line);
        assert.equal(value?.cases[index]?.expected, expected);
        const kept = prompt.split('\n').filter((one) => !after.split('\n').includes(one));
        assert.ok(kept.length <= 1, kept.join('\n'));
      }),
      { numRuns: 100 },
    );
  });
});
