import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { CaseBook, type CaseReading } from '#core/authoring/caseBook.ts';
import { countTokens, type TextEdit } from '#core/authoring/caseAnchors.ts';
import { outlineCases } from '#core/authoring/outlineCases.ts';
import { doubtOf, inlineCases } from '#core/authoring/promptCases.ts';
import { promptYml } from '#core/formats/promptYml/read.ts';
import { MemoryFiles } from '#support/memoryFiles.ts';

const rows = Array.from({ length: 12 }, (_, row) => row);

const promptText = `name: asked
messages:
  - role: user
    content: "{{question}}"
testData:
${rows
  .map((row) =>
    row % 3 === 0
      ? `  - { id: row-${row}, question: "Is it ${row}?", expected: "yes" }`
      : `  - id: row-${row}\n    question: |\n      Is it\n      - ${row}?\n    expected: yes`,
  )
  .join('\n')}
evaluators:
  - uses: exact-match
`;

const jsonl = rows
  .map((row) =>
    JSON.stringify({ ...(row % 2 === 0 ? { id: `row-${row}` } : {}), question: `Is it ${row}?` }),
  )
  .join('\n');

const csv = `id,question\n${rows.map((row) => `row-${row},"Is it\n${row}?"`).join('\n')}\n`;

type Read = (text: string) => Promise<CaseReading>;

function readPrompt(text: string): Promise<CaseReading> {
  const { value, problems } = promptYml.read(Buffer.from(text.toWellFormed()), 'a.prompt.yml');
  return Promise.resolve({
    text,
    cases: value === undefined ? [] : inlineCases(value, text),
    doubt: doubtOf(problems),
  });
}

function readDataset(name: string): Read {
  const prompt = promptYml.read(
    Buffer.from(
      `messages: [{ role: user, content: "{{question}}" }]\ndatasets: [{ file: ${name} }]`,
    ),
    'a.prompt.yml',
  ).value;
  assert.ok(prompt);
  return async (text) => {
    const files = new MemoryFiles();
    files.put(`/ws/${name}`, text.toWellFormed());
    const { signal } = new AbortController();
    const { cases, problems } = await outlineCases(files, '/ws', prompt, '', signal);
    return { text, cases, doubt: doubtOf(problems) };
  };
}

/** Each character with the row it was written for: an oracle that knows nothing of lines and ids. */
class TaggedText {
  text: string;
  private readonly tags: (number | undefined)[];

  constructor(text: string, starts: readonly number[]) {
    this.text = text;
    this.tags = Array.from(text, () => undefined);
    for (const [row, start] of starts.entries()) this.tags[start] = row;
  }

  edit({ offset, length, text }: TextEdit): void {
    this.text = this.text.slice(0, offset) + text + this.text.slice(offset + length);
    this.tags.splice(offset, length, ...Array.from({ length: text.length }, () => undefined));
  }

  /** The row whose first character stands on a line, if exactly one does. */
  rowsOn(line: number): readonly number[] {
    const before = this.text.split('\n').slice(0, line - 1);
    const start = before.reduce((sum, one) => sum + one.length + 1, 0);
    const next = this.text.indexOf('\n', start);
    const end = next === -1 ? this.text.length : next;
    return this.tags.slice(start, end).filter((tag) => tag !== undefined);
  }
}

/** Mostly what typing does, sometimes what breaks a file, sometimes another case. */
const insert = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b c', ' ', '', 'row') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\n', '"', "'", '{', '}', ': ', '- ', '#', ',', '\\', '|'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\n  - { id: new, question: x, expected: y }\n',
      '\n{"id":"row-3","question":"x"}\n',
      '\nrow-4,"x"\n',
      '\n---\n',
      '{{x}}',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
);

const step = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(
    { weight: 8, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.nat(3) },
    { weight: 1, arbitrary: fc.nat(60) },
  ),
  insert,
  /** Whether the document is read again before the next edit: the editor asks less often than people type. */
  isRead: fc.boolean(),
  click: fc.nat(100),
  /** Whether the edit is taken back if it broke the file. */
  undoes: fc.integer({ min: 0, max: 9 }).map((chance) => chance > 0),
});

async function play(
  text: string,
  read: Read,
  edits: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[],
): Promise<number> {
  const book = new CaseBook();
  const first = await read(text);
  book.take(first);
  const lines = text.split('\n');
  const starts = first.cases.map(({ firstLine }) => {
    const start = lines.slice(0, firstLine - 1).reduce((sum, one) => sum + one.length + 1, 0);
    return start + (/^\s*/.exec(lines[firstLine - 1] ?? '')?.[0].length ?? 0);
  });
  assert.equal(first.cases.length, rows.length);
  const tagged = new TaggedText(text, starts);
  const drawn = book.marks(text).map(({ token }, row) => ({ token, row }));
  let clicks = 0;
  for (const { at, length, insert: added, isRead, click, undoes } of edits) {
    const offset = Math.floor(at * tagged.text.length);
    const edit = { offset, length: Math.min(length, tagged.text.length - offset), text: added };
    const gone = tagged.text.slice(offset, offset + edit.length);
    tagged.edit(edit);
    book.edit(edit);
    let reading = await read(tagged.text);
    if (reading.doubt !== undefined && undoes) {
      const back = { offset, length: added.length, text: gone };
      tagged.edit(back);
      book.edit(back);
      reading = await read(tagged.text);
    }
    if (isRead) book.take(reading);
    const lens = drawn[click % drawn.length];
    const resolved = lens && book.resolve(lens.token, reading);
    if (lens === undefined || resolved?.found === undefined) continue;
    clicks += 1;
    // The text that the lens was drawn over is the first thing of the case that runs.
    assert.ok(tagged.rowsOn(resolved.found.firstLine).includes(lens.row));
    assert.equal(reading.doubt, undefined);
  }
  return clicks;
}

const runs = Number(process.env['ASSAY_RUNS'] ?? 60);

describe('what is drawn over a case', () => {
  for (const [kind, text, read] of [
    ['a prompt file', promptText, readPrompt],
    ['JSON lines', jsonl, readDataset('cases.jsonl')],
    ['a CSV file', csv, readDataset('cases.csv')],
  ] as const) {
    it(`runs that case or none, whatever is edited in ${kind}`, async () => {
      let clicks = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (edits) => {
          clicks += await play(text, read, edits);
        }),
        { numRuns: runs },
      );
      assert.ok(clicks > runs, `only ${clicks} clicks ran anything`);
    }).timeout(120_000);
  }

  it('is disabled with the reason, and stays over its case, while the file is broken', async () => {
    const book = new CaseBook();
    book.take(await readPrompt(promptText));
    const broken = promptText.replace('name: asked', 'name: "asked\nmore: x');
    book.edit({ offset: 6, length: 5, text: '"asked\nmore: x' });
    const reading = await readPrompt(broken);
    book.take(reading);
    const [first] = book.marks(broken);
    assert.equal(first?.line, 7);
    assert.match(first.doubt ?? '', /^line \d+: /);
    assert.equal(book.resolve(first.token, reading).found, undefined);
  });

  it('runs a case whose id is being changed, under its new id', async () => {
    const book = new CaseBook();
    book.take(await readPrompt(promptText));
    const [first] = book.marks(promptText);
    const at = promptText.indexOf('row-0');
    book.edit({ offset: at, length: 5, text: 'renamed' });
    const reading = await readPrompt(promptText.replace('row-0', 'renamed'));
    assert.equal(book.resolve(first?.token ?? 0, reading).found?.testCase.id, 'renamed');
  });

  it('runs nothing when its line was replaced by another case', async () => {
    const book = new CaseBook();
    book.take(await readPrompt(promptText));
    const [first] = book.marks(promptText);
    const start = promptText.indexOf('  - { id: row-0');
    const end = promptText.indexOf('\n', start);
    const other = '  - { id: row-99, question: "?" }';
    book.edit({ offset: start, length: end - start, text: other });
    const reading = await readPrompt(promptText.slice(0, start) + other + promptText.slice(end));
    assert.deepEqual(book.resolve(first?.token ?? 0, reading), {
      found: undefined,
      why: 'its line has been replaced.',
    });
  });

  it('tells two cases on one line apart by their ids', async () => {
    const text = promptText.replace(
      /testData:[^]*evaluators/,
      'testData: [{ id: a, question: x }, { id: b, question: y }]\nevaluators',
    );
    const book = new CaseBook();
    const reading = await readPrompt(text);
    book.take(reading);
    const marks = book.marks(text);
    assert.deepEqual(
      marks.map(({ token, sharesLine }) => [
        book.resolve(token, reading).found?.testCase.id,
        sharesLine,
      ]),
      [
        ['a', true],
        ['b', true],
      ],
    );
  });

  const oneLine = promptText.replace(
    /testData:[^]*evaluators/,
    'testData: [{ id: a, question: x }, { id: b, question: y }]\nevaluators',
  );

  it('runs nothing when its case has gone from a line that held another one too', async () => {
    const book = new CaseBook();
    book.take(await readPrompt(oneLine));
    const [a, b] = book.marks(oneLine);
    const gone = '{ id: a, question: x }, ';
    book.edit({ offset: oneLine.indexOf(gone), length: gone.length, text: '' });
    const reading = await readPrompt(oneLine.replace(gone, ''));
    assert.deepEqual(book.resolve(a?.token ?? 0, reading), {
      found: undefined,
      why: 'it cannot be told from the others of its line.',
    });
    assert.equal(book.resolve(b?.token ?? 0, reading).found?.testCase.id, 'b');
  });

  it('tells cases of one line apart that are far apart in the list', async () => {
    const { cases, ...reading } = await readPrompt(oneLine);
    const [a, b] = cases;
    const far = await readPrompt(promptText);
    assert.ok(a && b);
    const book = new CaseBook();
    book.take({
      ...reading,
      cases: [a, ...far.cases.slice(0, 3).map((one) => ({ ...one, firstLine: 1 })), b],
    });
    assert.deepEqual(
      book.marks(oneLine).map(({ sharesLine }) => sharesLine),
      [true, true, true, true, true],
    );
  });

  it('runs nothing after the line ends of the document were changed', async () => {
    const lines = Array.from({ length: 20 }, (_, row) => `{"id":"row-${10 + row}","q":1}`);
    const read = readDataset('cases.jsonl');
    const book = new CaseBook();
    book.take(await read(lines.join('\n')));
    const tokens = book.marks(lines.join('\n')).map(({ token }) => token);
    // The editor tells this as a change without contents.
    const reading = await read(lines.join('\r\n'));
    for (const token of tokens) assert.equal(book.resolve(token, reading).found, undefined);
    book.take(reading);
    for (const token of tokens) assert.equal(book.resolve(token, reading).found, undefined);
    const [first] = book.marks(reading.text);
    assert.equal(book.resolve(first?.token ?? 0, reading).found?.testCase.id, 'row-10');
  });

  it('follows its case through edits in a document with CRLF', async () => {
    const text = jsonl.replaceAll('\n', '\r\n');
    const read = readDataset('cases.jsonl');
    const book = new CaseBook();
    book.take(await read(text));
    const mark = book.marks(text)[4];
    book.edit({ offset: 0, length: 0, text: '{"id":"new","question":"x"}\r\n' });
    const later = await read(`{"id":"new","question":"x"}\r\n${text}`);
    assert.equal(mark?.line, 5);
    assert.equal(book.resolve(mark.token, later).found?.testCase.id, 'row-4');
    assert.equal(book.resolve(mark.token, later).found?.firstLine, 6);
  });

  it('never takes a token of a document that was closed and opened again for one of now', async () => {
    const nextToken = countTokens();
    const before = new CaseBook(nextToken);
    before.take(await readPrompt(promptText));
    const drawn = before.marks(promptText).map(({ token }) => token);
    const after = new CaseBook(nextToken);
    const reading = await readPrompt(promptText);
    after.take(reading);
    for (const token of drawn) assert.equal(after.resolve(token, reading).found, undefined);
  });

  it('keeps the token of a case that stays, and gives none twice', async () => {
    const book = new CaseBook();
    book.take(await readPrompt(promptText));
    const before = book.marks(promptText);
    const at = promptText.indexOf('  - { id: row-3');
    const added = '  - { id: new, question: x }\n';
    book.edit({ offset: at, length: 0, text: added });
    const later = promptText.slice(0, at) + added + promptText.slice(at);
    book.take(await readPrompt(later));
    const after = book.marks(later);
    assert.equal(new Set(after.map(({ token }) => token)).size, 13);
    for (const { caseId, token } of before) {
      assert.equal(after.find((one) => one.caseId === caseId)?.token, token);
    }
  });
});
