import assert from 'node:assert/strict';
import type { CaseResult, Outcome } from '#extension/running/resultBoard.ts';
import {
  belowPrompt,
  caseRows,
  countsText,
  projectRows,
  promptRows,
  type PromptFacts,
} from '#extension/views/promptRows.ts';

function result(caseId: string, outcome: Outcome, more: Partial<CaseResult> = {}): CaseResult {
  return {
    root: '/r',
    prompt: '/r/p.prompt.yml',
    caseId,
    variant: 'base',
    model: 'openai/x',
    runId: '01J',
    startedAt: '2026-01-01T00:00:00.000Z',
    trials: [],
    outcome,
    isStale: false,
    baseline: undefined,
    ...more,
  };
}

const facts: PromptFacts = {
  root: '/r',
  path: '/r/p.prompt.yml',
  file: 'p.prompt.yml',
  name: 'triage',
  variants: [{ name: 'base', line: 4 }],
  cases: 8,
  results: [],
  errors: 0,
  warnings: 0,
};
const two = [
  { name: 'base', line: 4 },
  { name: 'warm', line: 12 },
];
const cases = [
  { id: 'a', file: 'p.prompt.yml', line: 20 },
  { id: 'b', file: 'data/d.jsonl', line: 3 },
];

describe('rows of prompts', () => {
  it('say how many cases there are and what came of them', () => {
    const results = [
      ...Array.from({ length: 7 }, (_, at) => result(`c${at}`, 'passed')),
      result('d', 'failed', { isStale: true }),
      result('e', 'error'),
    ];
    const [row] = promptRows([{ ...facts, results }]);
    assert.equal(row?.label, 'triage');
    assert.equal(row.description, '8 cases · 7 of 8 passed · 1 error · stale');
    assert.deepEqual(row.icon, { id: 'warning', color: 'assay.errorForeground' });
    assert.equal(row.contextValue, 'prompt');
    assert.equal(
      row.tooltip,
      'triage\np.prompt.yml\n8 cases\nopenai/x: 7 of 8 passed · 1 error · stale',
    );
    assert.deepEqual(row.command?.arguments, [{ root: '/r', prompt: '/r/p.prompt.yml' }]);
  });

  it('never show a prompt as passed of which only some cases were run', () => {
    const [some] = promptRows([{ ...facts, results: [result('a', 'passed')] }]);
    assert.equal(some?.description, '1 of 8 cases · 1 of 1 passed');
    assert.deepEqual(some.icon, { id: 'circle-large-outline' });
    const [all] = promptRows([{ ...facts, cases: 1, results: [result('a', 'passed')] }]);
    assert.equal(all?.description, '1 case · 1 of 1 passed');
    assert.deepEqual(all.icon, { id: 'pass', color: 'assay.passedForeground' });
    const [failed] = promptRows([{ ...facts, results: [result('a', 'failed')] }]);
    assert.deepEqual(failed?.icon, { id: 'error', color: 'assay.failedForeground' });
  });

  it('are targets that can be run', () => {
    const [row] = promptRows([facts]);
    assert.ok(row?.kind === 'prompt');
    assert.deepEqual([row.root, row.prompts], ['/r', ['/r/p.prompt.yml']]);
    const [variant] = belowPrompt({ ...facts, variants: two }, undefined);
    assert.ok(variant?.kind === 'variant');
    assert.deepEqual([variant.prompts, variant.variants], [['/r/p.prompt.yml'], ['base']]);
    const [one] = caseRows(facts, 'base', cases);
    assert.ok(one?.kind === 'case');
    assert.deepEqual(
      [one.prompts, one.variants, one.cases],
      [['/r/p.prompt.yml'], ['base'], ['a']],
    );
  });

  it('say that a file cannot be read, and offer no run', () => {
    const [row] = promptRows([{ ...facts, name: undefined, variants: [], errors: 2 }]);
    assert.equal(row?.label, 'p.prompt.yml');
    assert.equal(row.description, 'cannot be read');
    assert.equal(row.contextValue, 'unreadable');
    assert.match(row.tooltip ?? '', /2 errors, 0 warnings/);
    assert.equal(row.expands, undefined);
  });

  it('name no number of cases before it is known', () => {
    assert.equal(promptRows([{ ...facts, cases: undefined }])[0]?.description, '');
    assert.equal(
      promptRows([{ ...facts, cases: 1, errors: 1 }])[0]?.description,
      '1 case · 1 problem',
    );
  });

  it('stand in the order of their names', () => {
    const named = ['b', 'a', 'c'].map((name) => ({ ...facts, name, path: `/r/${name}` }));
    assert.deepEqual(
      promptRows(named).map(({ label }) => label),
      ['a', 'b', 'c'],
    );
  });

  it('hold variants where there are several, and otherwise the cases', () => {
    assert.deepEqual(
      belowPrompt({ ...facts, variants: two }, undefined).map(({ kind, label }) => [kind, label]),
      [
        ['variant', 'base'],
        ['variant', 'warm'],
      ],
    );
    assert.deepEqual(
      belowPrompt(facts, cases).map(({ kind, label }) => [kind, label]),
      [
        ['case', 'a'],
        ['case', 'b'],
      ],
    );
  });

  it('show the outcome of a case, and open its line', () => {
    const results = [
      result('b', 'failed', { variant: 'base' }),
      result('b', 'passed', { variant: 'warm' }),
    ];
    const [a, b] = caseRows({ ...facts, results }, 'base', cases);
    assert.deepEqual([a?.description, a?.icon?.id], ['', 'circle-outline']);
    assert.deepEqual([b?.description, b?.icon?.id], ['failed', 'error']);
    assert.equal(b?.tooltip, 'b (data/d.jsonl, line 3)\nopenai/x: failed');
    assert.deepEqual(b?.command?.arguments, [
      { root: '/r', prompt: '/r/p.prompt.yml', file: 'data/d.jsonl', line: 3 },
    ]);
  });

  it('end long lists with a row that opens the rest', () => {
    const many = Array.from({ length: 1000 }, (_, at) => ({
      id: `c${at}`,
      file: 'd.jsonl',
      line: at + 1,
    }));
    const rows = caseRows(facts, 'base', many);
    assert.equal(rows.length, 201);
    const more = rows.at(-1);
    assert.ok(more?.kind === 'more');
    assert.equal(more.description, '800 more cases');
    const next = caseRows(facts, more.variant, many, more.from);
    assert.equal(next[0]?.label, 'c200');
  });

  it('have keys that differ', () => {
    const rows = [
      ...promptRows([facts]),
      ...belowPrompt({ ...facts, variants: two }, undefined),
      ...caseRows(facts, 'base', cases),
      ...caseRows(facts, 'base&case=a', cases),
      ...caseRows(facts, 'warm', cases),
    ];
    assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
  });

  it('show names from files as short, plain text', () => {
    const [row] = promptRows([{ ...facts, name: `\u202ea\n${'b'.repeat(200)}` }]);
    assert.match(row?.label ?? '', /^a b+…$/);
    assert.equal(row?.label.length, 100);
  });

  it('count what has no verdict apart', () => {
    assert.equal(countsText([]), '');
    assert.equal(
      countsText([result('a', 'not-scored'), result('b', 'running')]),
      '1 not scored · 1 running',
    );
  });

  it('are under their projects where there are several', () => {
    const [row] = projectRows([{ root: '/r', name: 'shop', prompts: 2 }]);
    assert.deepEqual(
      [row?.label, row?.description, row?.expands],
      ['shop', '2 prompts', 'expanded'],
    );
  });
});
