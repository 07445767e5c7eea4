import assert from 'node:assert/strict';
import { inlineCases, type PromptOutline } from '#core/authoring/promptCases.ts';
import { cellKey } from '#core/store/cellKey.ts';
import { caseResults, type Laid } from '#extension/running/caseResults.ts';
import { PromptResults } from '#extension/running/promptResults.ts';
import { rowPlace, RunPrints } from '#extension/running/resultRows.ts';
import { Staleness } from '#extension/running/staleness.ts';
import type { ModelEntry } from '#protocol/catalogue.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import { readPrompt } from '#support/authoring.ts';
import { baselineCell, trialResult } from '#support/results.ts';
import { runManifest } from '#support/summaries.ts';

const text = `name: asked
models: [m/small, m/large]
messages: [{ role: user, content: "{{question}}" }]
variants: [{ name: warm, modelParameters: { temperature: 1 } }]
testData:
  - { id: refund, question: Where?, expected: here }
  - { id: late, question: When?, expected: now }
`;

function entry(id: string, change: Partial<ModelEntry> = {}): ModelEntry {
  return { id, status: 'approved', provider: 'm', name: id, ...change };
}

const models = [entry('m/small'), entry('m/large')];

function laid(of: string, change: Partial<Laid> = {}): Laid {
  const prompt = readPrompt(of);
  const outline: PromptOutline = { cases: inlineCases(prompt, of), problems: [], isCut: false };
  const file = {
    root: '/w',
    path: '/w/p/a.prompt.yml',
    file: 'p/a.prompt.yml',
    text: of,
    prompt,
    problems: [],
  };
  return {
    file,
    outline,
    catalogue: { file: 'assay.models.yml', models },
    baseline: undefined,
    ...change,
  };
}

/** Every case on every candidate, run from `text`, the last candidate first. */
function ran(): PromptResults['all'] {
  const variants = ['warm', 'base'];
  const manifest = runManifest({
    prompts: [{ file: 'p/a.prompt.yml', name: 'asked', sha256: '', text, cases: 2, repeats: 1 }],
    models,
    candidates: variants.flatMap((variant) =>
      ['m/large', 'm/small'].map((model) => ({ prompt: 0, variant, model })),
    ),
  });
  const prints = new RunPrints(manifest);
  const results = new PromptResults();
  for (const [index, testCase] of readPrompt(text).cases.entries()) {
    prints.takeCase({ prompt: 0, index, testCase });
    for (const candidate of manifest.candidates.keys()) {
      const found = rowPlace(manifest, prints, candidate, testCase.id);
      if (found !== undefined) results.take(found.row, trialResult());
    }
  }
  return results.all;
}

function stale(now: Laid): readonly string[] {
  return caseResults(ran(), now, new Staleness())
    .filter(({ isStale }) => isStale)
    .map(({ caseId, variant, model }) => `${caseId} ${variant} ${model}`);
}

function ids(now: Laid): ReadonlySet<string> {
  return new Set(caseResults(ran(), now, new Staleness()).map(({ caseId }) => caseId));
}

const error: Problem = {
  code: 'x',
  severity: 'error',
  file: 'p/a.prompt.yml',
  range: fileStart,
  message: 'It is wrong.',
  next: '',
};

describe('the results of a prompt as it stands', () => {
  it('come in the order of its variants, and below each of its models', () => {
    assert.deepEqual(
      caseResults(ran(), laid(text), new Staleness()).map(
        ({ variant, model, caseId }) => `${variant} ${model} ${caseId}`,
      ),
      [
        'base m/small refund',
        'base m/small late',
        'base m/large refund',
        'base m/large late',
        'warm m/small refund',
        'warm m/small late',
        'warm m/large refund',
        'warm m/large late',
      ],
    );
  });

  it('are of now while nothing has changed, wherever the lines have moved to', () => {
    assert.deepEqual(stale(laid(text)), []);
    assert.deepEqual(stale(laid(`# a remark\n${text.replace('Where?', '"Where?"')}`)), []);
  });

  it('are stale where their variant has changed', () => {
    assert.deepEqual(stale(laid(text.replace('temperature: 1', 'temperature: 0'))), [
      'refund warm m/small',
      'late warm m/small',
      'refund warm m/large',
      'late warm m/large',
    ]);
  });

  it('are stale where their case has changed', () => {
    assert.deepEqual(stale(laid(text.replace('When?', 'How?'))), [
      'late base m/small',
      'late base m/large',
      'late warm m/small',
      'late warm m/large',
    ]);
  });

  it('are stale where the catalogue means another model by the same id', () => {
    const [small, large] = models;
    assert.ok(small && large);
    const other = { file: 'assay.models.yml', models: [small, { ...large, name: 'larger' }] };
    assert.equal(stale(laid(text, { catalogue: other })).length, 4);
    const dearer = {
      file: 'assay.models.yml',
      models: [small, { ...large, price: { input: 1, output: 1 } }],
    };
    assert.deepEqual(stale(laid(text, { catalogue: dearer })), []);
    assert.deepEqual(stale(laid(text, { catalogue: undefined })), []);
  });

  it('are all stale while the file cannot be read as a prompt', () => {
    const { file } = laid(text);
    assert.equal(stale(laid(text, { file: { ...file, prompt: undefined } })).length, 8);
  });

  it('are not there for a case that is gone, unless a fault or the length hides it', () => {
    const shorter = text.replace(/ {2}- \{ id: late.*\n/, '');
    const now = laid(shorter);
    assert.deepEqual([...ids(now)], ['refund']);
    assert.equal(ids({ ...now, outline: undefined }).size, 2);
    assert.equal(ids({ ...now, file: { ...now.file, problems: [error] } }).size, 2);
    const { outline } = now;
    assert.ok(outline);
    assert.equal(ids({ ...now, outline: { ...outline, isCut: true } }).size, 2);
    assert.equal(ids({ ...now, outline: { ...outline, problems: [error] } }).size, 2);
  });

  it('have what was accepted of the same case on the same candidate', () => {
    const cell = baselineCell({ model: 'm/large', caseId: 'late' });
    const baseline = new Map([[cellKey(cell), cell]]);
    const found = caseResults(ran(), laid(text, { baseline }), new Staleness()).filter(
      (one) => one.baseline !== undefined,
    );
    assert.deepEqual(
      found.map(({ caseId, variant, model }) => [caseId, variant, model]),
      [['late', 'base', 'm/large']],
    );
  });
});
