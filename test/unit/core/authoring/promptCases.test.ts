import assert from 'node:assert/strict';
import { outlineCases } from '#core/authoring/outlineCases.ts';
import { doubtOf, inlineCases, mostOutlined } from '#core/authoring/promptCases.ts';
import { fileStart } from '#protocol/problem.ts';
import { readPrompt } from '#support/authoring.ts';
import { MemoryFiles } from '#support/memoryFiles.ts';

const head = 'messages: [{ role: user, content: "{{q}}" }]\n';

function linesOf(text: string): readonly (readonly [string, number, number])[] {
  return inlineCases(readPrompt(text), text).map(({ testCase, firstLine, lastLine }) => [
    testCase.id,
    firstLine,
    lastLine,
  ]);
}

describe('the cases beside a prompt', () => {
  it('reach from their first line to the one before the next case, or the end of the list', () => {
    const text = `${head}testData:\n  - id: a\n    q: |\n      one\n      two\n\n  - id: b\n    q: x\n\n\nevaluators: []\n`;
    assert.deepEqual(linesOf(text), [
      ['a', 3, 7],
      ['b', 8, 9],
    ]);
  });

  it('reach to the end of a file that ends with them', () => {
    assert.deepEqual(linesOf(`${head}testData:\n- id: a\n  q: x\n- id: b\n  q: y`), [
      ['a', 3, 4],
      ['b', 5, 6],
    ]);
  });

  it('keep their lines where the file has other line ends', () => {
    const text = `${head}testData:\n  - id: a\n    q: x\n  - id: b\n    q: y\nname: z\n`;
    assert.deepEqual(linesOf(text.replaceAll('\n', '\r\n')), linesOf(text));
  });

  it('may share a line', () => {
    assert.deepEqual(linesOf(`${head}testData: [{ id: a, q: x }, { id: b, q: y }]\n`), [
      ['a', 2, 2],
      ['b', 2, 2],
    ]);
  });

  it('are none in an empty list, or without one', () => {
    assert.deepEqual(linesOf(`${head}testData: []\n`), []);
    assert.deepEqual(linesOf(head), []);
  });

  it('say whether their writer named them', () => {
    const text = `${head}testData: [{ id: a, q: x }, { q: x }, { id: "", q: z }]\n`;
    assert.deepEqual(
      inlineCases(readPrompt(text), text).map(({ isNamed }) => isNamed),
      [true, false, false],
    );
  });

  it('get ids of their own where they are alike, in a moment also when there are many', () => {
    const rows = '  - { q: x }\n'.repeat(5000);
    const started = performance.now();
    const ids = readPrompt(`${head}testData:\n${rows}`).cases.map(({ id }) => id);
    assert.equal(new Set(ids).size, 5000);
    assert.equal(ids[4999], `${ids[0]}-5000`);
    assert.ok(performance.now() - started < 10_000);
  });
});

function outline(text: string, files: Readonly<Record<string, string>>) {
  const disk = new MemoryFiles();
  for (const [file, content] of Object.entries(files)) disk.put(`/ws/p/${file}`, content);
  const { signal } = new AbortController();
  return outlineCases(disk, '/ws', readPrompt(text), text, signal);
}

describe('the cases of a prompt', () => {
  it('come in the order of a run, with ids that differ, and the lines of their files', async () => {
    const text = `${head}testData: [{ q: x }]\ndatasets: [{ file: a.jsonl }, { file: b.csv }]\n`;
    const { cases, isCut, problems } = await outline(text, {
      'a.jsonl': '{"q":"x"}\n\n{"q":"y"}\n',
      'b.csv': '\uFEFFid,q\r\nz,"two\r\nlines"\r\nw,x\r\n',
    });
    const [first] = cases;
    assert.deepEqual(
      cases.map(({ testCase: { id, source }, lastLine }) => [
        id,
        source.file,
        source.line,
        lastLine,
      ]),
      [
        [first?.testCase.id, 'p/a.prompt.yml', 2, 2],
        [`${first?.testCase.id}-2`, 'p/a.jsonl', 1, 1],
        [cases[2]?.testCase.id, 'p/a.jsonl', 3, 3],
        ['z', 'p/b.csv', 2, 3],
        ['w', 'p/b.csv', 4, Number.MAX_SAFE_INTEGER],
      ],
    );
    assert.deepEqual([isCut, problems], [false, []]);
  });

  it('are cut where they are too many to be shown, in files and beside the prompt', async () => {
    const rows = '{"q":"x"}\n'.repeat(mostOutlined);
    const whole = await outline(`${head}datasets: [{ file: a.jsonl }]\n`, { 'a.jsonl': rows });
    assert.deepEqual([whole.cases.length, whole.isCut], [mostOutlined, false]);
    const text = `${head}testData: [{ q: x }]\ndatasets: [{ file: a.jsonl }]\n`;
    const cut = await outline(text, { 'a.jsonl': rows });
    assert.deepEqual([cut.cases.length, cut.isCut], [mostOutlined, true]);
    const [one] = readPrompt(`${head}testData: [{ q: x }]\n`).cases;
    assert.ok(one);
    const many = Array.from({ length: mostOutlined + 1 }, (_, at) => ({ ...one, id: `row-${at}` }));
    const prompt = { ...readPrompt(text), cases: many };
    const { signal } = new AbortController();
    const beside = await outlineCases(new MemoryFiles(), '/ws', prompt, text, signal);
    assert.deepEqual([beside.cases.length, beside.isCut], [mostOutlined, true]);
  }).timeout(20_000);

  it('are doubted with the first error, and not with a warning', () => {
    const problem = { code: 'x', file: 'a', range: fileStart, message: 'It is wrong.', next: '' };
    assert.equal(doubtOf([{ ...problem, severity: 'warning' }]), undefined);
    assert.equal(doubtOf([{ ...problem, severity: 'error' }]), 'line 1: It is wrong.');
  });
});
