import assert from 'node:assert/strict';
import {
  caseLenses,
  promptLenses,
  type CaseLensFacts,
  type PromptLensFacts,
} from '#extension/language/lensRows.ts';
import { readPrompt } from '#support/authoring.ts';
import { caseResult } from '#support/caseResults.ts';

const prompt = readPrompt(`messages: [{ role: user, content: "{{q}}" }]
variants:
  - name: warm
    modelParameters: { temperature: 1 }
`);

const facts: PromptLensFacts = {
  root: '/w',
  path: '/w/a.prompt.yml',
  prompt,
  cases: 2,
  doubt: undefined,
  running: undefined,
  runsOnSave: false,
  isTrusted: true,
};

const mark = { token: 7, caseId: 'refund', line: 5, sharesLine: false, doubt: undefined };

const over: CaseLensFacts = {
  root: '/w',
  path: '/w/a.prompt.yml',
  uri: 'file:///w/a.prompt.yml',
  promptName: undefined,
  mark,
  results: [],
  isTrusted: true,
  hasExpected: true,
};

const promptTitles = (change: Partial<PromptLensFacts>) =>
  promptLenses({ ...facts, ...change }).map(({ line, title, command }) => [line, title, command]);

const caseTitles = (change: Partial<CaseLensFacts>) =>
  caseLenses({ ...over, ...change }).map(({ title, command }) => [title, command]);

describe('lenses over a prompt', () => {
  it('run it, compare it and preview it, and run each variant where it stands', () => {
    assert.deepEqual(promptTitles({}), [
      [1, '$(play) Run 2 cases', 'assay.runPrompt'],
      [1, '$(run-all) Run on all models', 'assay.runAllModels'],
      [1, '$(git-compare) Compare with baseline', 'assay.compareWithBaseline'],
      [1, '$(open-preview) Preview', 'assay.preview'],
      [3, '$(play) Run warm', 'assay.runPrompt'],
    ]);
    assert.deepEqual(promptLenses(facts).at(-1)?.argument, {
      root: '/w',
      prompt: '/w/a.prompt.yml',
      variant: 'warm',
    });
  });

  it('say how many cases there are as soon as that is known', () => {
    const counts = [undefined, 0, 1] as const;
    assert.deepEqual(
      counts.map((cases) => promptTitles({ cases })[0]?.[1]),
      ['$(play) Run', '$(play) Run 0 cases', '$(play) Run 1 case'],
    );
  });

  it('run nothing, and say why, while the file is in doubt', () => {
    assert.deepEqual(promptTitles({ doubt: `line 3: ${'x'.repeat(500)}\n` }), [
      [1, `$(circle-slash) Cannot run: line 3: ${'x'.repeat(111)}…`, undefined],
    ]);
    assert.deepEqual(promptTitles({ prompt: undefined }), []);
  });

  it('run nothing in a folder that is not trusted', () => {
    assert.deepEqual(promptTitles({ isTrusted: false }), [
      [1, '$(shield) Runs are off in Restricted Mode', undefined],
      [1, '$(open-preview) Preview', 'assay.preview'],
    ]);
  });

  it('show how far a run is, and cancel it', () => {
    assert.deepEqual(promptTitles({ running: { finished: 3, planned: 48 } }), [
      [1, '$(sync~spin) Running 3 of 48', undefined],
      [1, '$(debug-stop) Cancel', 'assay.cancelRuns'],
      // Without a command, so that the text below does not jump.
      [3, '$(play) Run warm', undefined],
    ]);
    const preparing = { finished: 0, planned: undefined };
    assert.equal(promptTitles({ running: preparing })[0]?.[1], '$(sync~spin) Running');
  });

  it('say that the prompt runs on save', () => {
    const [found] = promptLenses({ ...facts, runsOnSave: true }).filter(
      ({ command }) => command === 'assay.toggleRunOnSave',
    );
    assert.equal(found?.title, '$(save) Runs on save');
  });
});

describe('lenses over a case', () => {
  it('carry a ticket, and no id that could have come to mean another case', () => {
    const [run] = caseLenses(over);
    assert.deepEqual(
      [run?.line, run?.title, run?.command],
      [5, '$(play) Run case', 'assay.runCase'],
    );
    assert.deepEqual(run?.argument, {
      uri: 'file:///w/a.prompt.yml',
      prompt: '/w/a.prompt.yml',
      token: 7,
    });
  });

  it('name the case where several share a line, and the prompt where several use it', () => {
    const change = { mark: { ...mark, sharesLine: true }, promptName: 'triage' };
    assert.deepEqual(caseTitles(change), [['$(play) Run case refund for triage', 'assay.runCase']]);
  });

  it('run nothing, and say why, in doubt', () => {
    assert.deepEqual(caseTitles({ mark: { ...mark, doubt: 'line 3: "x" is missing.' } }), [
      ['$(circle-slash) Run case: line 3: "x" is missing.', undefined],
    ]);
  });

  it('show what came of it, and the difference to what was expected where it failed', () => {
    assert.deepEqual(caseTitles({ results: [caseResult()] }), [
      ['$(play) Run case', 'assay.runCase'],
      ['$(pass) passed', 'assay.showResult'],
      ['Show in panel', 'assay.showInPanel'],
    ]);
    const failed = [caseResult({ outcome: 'failed' })];
    assert.deepEqual(
      caseTitles({ results: failed }).map(([, command]) => command),
      ['assay.runCase', 'assay.showResult', 'assay.showDiff', 'assay.showInPanel'],
    );
    assert.equal(caseTitles({ results: failed, hasExpected: false }).length, 3);
  });

  it('only show results in a folder that is not trusted', () => {
    assert.deepEqual(caseTitles({ isTrusted: false }), []);
    assert.deepEqual(
      caseTitles({ isTrusted: false, results: [caseResult()] }).map(([, command]) => command),
      ['assay.showResult', 'assay.showInPanel'],
    );
  });

  it('are plain lines, whatever stands in the file', () => {
    const caseId = `a\n\u202E${'x'.repeat(200)}`;
    const [run] = caseLenses({ ...over, mark: { ...mark, caseId, sharesLine: true } });
    assert.doesNotMatch(`${run?.title} ${run?.tooltip}`, /[\n\u202E]/);
    assert.ok((run?.title ?? '').length < 70);
  });
});
