import assert from 'node:assert/strict';
import type { JsonObject } from '#base/json.ts';
import { caseId } from '#core/datasets/caseId.ts';
import { CaseIds } from '#core/datasets/caseIds.ts';
import { CaseMaker } from '#core/datasets/cases.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import { summary } from '#support/readRows.ts';

const range = { start: { line: 12, column: 5 }, end: { line: 12, column: 30 } };

function makeCases(
  values: readonly JsonObject[],
  map: Readonly<Record<string, string>> = {},
  ids = new CaseIds(),
): { cases: EvalCase[]; told: string[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const maker = new CaseMaker({
    file: 'data.jsonl',
    promptFile: 'a.prompt.yml',
    reference: { map, range },
    ids,
    tell: (problem) => problems.push(problem),
  });
  const cases = maker.cases(values.map((one, at) => ({ line: at + 1, values: one })));
  maker.finish();
  return { cases, problems, told: problems.map(summary) };
}

describe('cases of a dataset', () => {
  it('take id, expected and tags by name, and keep every column as a value', () => {
    const row = { id: 'late', ticket: 'x', expected: { queue: 1 }, tags: ['smoke', ' big ', ''] };
    assert.deepEqual(makeCases([row]).cases, [
      {
        id: 'late',
        values: row,
        expected: { queue: 1 },
        tags: ['smoke', 'big'],
        source: { file: 'data.jsonl', line: 1 },
      },
    ]);
  });

  it('rename the columns of map and leave the others', () => {
    const row = { body: 'x', queue: 'bug', id: 'c', label: 'a' };
    const { cases, told } = makeCases([row], { ticket: 'body', expected: 'queue', tags: 'label' });
    assert.deepEqual(told, []);
    assert.deepEqual(cases[0]?.values, { ticket: 'x', expected: 'bug', tags: 'a', id: 'c' });
    assert.equal(cases[0]?.expected, 'bug');
    assert.deepEqual(cases[0]?.tags, ['a']);
  });

  it('let map swap two columns', () => {
    const { cases, told } = makeCases([{ a: 1, b: 2 }], { a: 'b', b: 'a' });
    assert.deepEqual(told, []);
    assert.deepEqual(cases[0]?.values, { a: 2, b: 1 });
  });

  it('tell a column of map that the file does not have, in the prompt', () => {
    const { problems, told } = makeCases([{ body: 'x' }, { queue: 'y' }], {
      a: 'boddy',
      b: 'queue',
    });
    assert.deepEqual(told, ['error map-column 12:5']);
    assert.equal(problems[0]?.file, 'a.prompt.yml');
    assert.equal(problems[0]?.allowed, '"body", "queue"');
    assert.match(problems[0]?.next ?? '', /Did you mean "body"/);
  });

  it('warn of a column that map hides', () => {
    const { cases, told } = makeCases([{ body: 'x', ticket: 'y' }], { ticket: 'body' });
    assert.deepEqual(told, ['warning map-hides-column 12:5']);
    assert.deepEqual(cases[0]?.values, { ticket: 'x' });
  });

  it('leave out what the row does not have, and keep null', () => {
    const { cases } = makeCases([{ q: null }, { x: 1 }], { expected: 'q' });
    assert.equal(cases[0]?.expected, null);
    assert.equal(Object.hasOwn(cases[1] ?? {}, 'expected'), false);
  });

  it('split tags that are one text at commas and semicolons', () => {
    const { cases } = makeCases([{ tags: 'smoke, slow;smoke ;; ' }, { tags: '' }, { tags: null }]);
    assert.deepEqual(
      cases.map((one) => one.tags),
      [['smoke', 'slow'], [], []],
    );
  });

  it('tell tags and ids of the wrong kind', () => {
    const { cases, told } = makeCases([
      { tags: [1] },
      { tags: { a: 1 } },
      { id: true },
      { id: [] },
      { id: 2 ** 53 },
      { id: 'line\nbreak' },
      { id: ' x' },
      { id: 'x'.repeat(201) },
    ]);
    assert.deepEqual(cases, []);
    assert.deepEqual(told, [
      'error case-tags 1:1',
      'error case-tags 2:1',
      'error case-id 3:1',
      'error case-id 4:1',
      'error case-id 5:1',
      'error case-id 6:1',
      'error case-id 7:1',
      'error case-id 8:1',
    ]);
  });

  it('tell a second use of an id with both lines, a number and its text being the same', () => {
    const { cases, problems, told } = makeCases([{ id: 1 }, { id: '2' }, { id: '1' }]);
    assert.deepEqual(
      cases.map((one) => one.id),
      ['1', '2'],
    );
    assert.deepEqual(told, ['error case-id-duplicate 3:1']);
    assert.equal(problems[0]?.message, 'The id "1" stands here and in line 1.');
  });

  it('tell an id that another file of the prompt has taken', () => {
    const ids = new CaseIds();
    ids.take('a', 'a.prompt.yml', 30);
    const { problems } = makeCases([{ id: 'a' }], {}, ids);
    assert.equal(problems[0]?.message, 'The id "a" stands here and in line 30 of "a.prompt.yml".');
  });

  it('get ids of their content, numbered where the content is the same', () => {
    const { cases, told } = makeCases([{ a: 1 }, { a: 2 }, { a: 1 }, { a: 1, id: '' }, { a: 1 }]);
    const one = caseId({ a: 1 });
    assert.deepEqual(told, []);
    assert.deepEqual(
      cases.map((each) => each.id),
      [one, caseId({ a: 2 }), `${one}-2`, caseId({ a: 1, id: '' }), `${one}-3`],
    );
  });

  it('keep their ids when rows move', () => {
    const rows = [{ a: 1 }, { a: 2 }, { b: { c: [1, 2] } }];
    const ids = makeCases(rows).cases.map((one) => one.id);
    const moved = makeCases(rows.toReversed()).cases.map((one) => one.id);
    assert.deepEqual(moved.toReversed(), ids);
  });

  it('tell fifty problems and count the rest', () => {
    const { told } = makeCases(Array.from({ length: 80 }, () => ({ id: false })));
    assert.equal(told.length, 51);
    assert.equal(told.at(-1), 'error more-problems 51:1');
  });

  it('take what a row demands out of its values, as a list or as JSON', () => {
    const demanded = [{ uses: 'contains', expected: 'x', not: true }];
    const { cases, told } = makeCases(
      [
        { a: 1, $assert: demanded },
        { a: 1, checks: JSON.stringify({ threshold: 0.5, assert: demanded }) },
        { a: 1, $assert: '' },
      ],
      {},
    );
    assert.deepEqual(told, []);
    assert.deepEqual(
      cases.map(({ values, assertions }) => [values, assertions]),
      [
        [
          { a: 1 },
          {
            assert: [
              {
                uses: 'contains',
                expected: 'x',
                not: true,
                at: { file: 'data.jsonl', line: 1 },
              },
            ],
          },
        ],
        [{ a: 1, checks: JSON.stringify({ threshold: 0.5, assert: demanded }) }, undefined],
        [{ a: 1 }, undefined],
      ],
    );
    // The id comes from the values alone.
    assert.equal(cases[2]?.id, `${cases[0]?.id}-2`);
  });

  it('let map name the column that demands', () => {
    const demanded = '{"threshold":0.5,"assert":[{"uses":"contains"}]}';
    const { cases } = makeCases([{ a: 1, checks: demanded }], { $assert: 'checks' });
    assert.deepEqual(cases[0]?.assertions, {
      threshold: 0.5,
      assert: [{ uses: 'contains', at: { file: 'data.jsonl', line: 1 } }],
    });
  });

  it('refuse a row whose demands cannot be read', () => {
    const { cases, told } = makeCases([
      { a: 1, $assert: '[{' },
      { a: 1, $assert: [{ uses: 'contains', treshold: 1 }] },
    ]);
    assert.deepEqual(cases, []);
    assert.deepEqual(told, ['error case-assertions 1:1', 'error unknown-key 2:1']);
  });
});
