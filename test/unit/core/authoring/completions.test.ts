import assert from 'node:assert/strict';
import { completionsInPrompt } from '#core/authoring/completions.ts';
import {
  completionsInCatalogue,
  completionsInSuite,
} from '#core/authoring/completionsElsewhere.ts';
import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import { outlined, sceneOf } from '#support/authoring.ts';

const labels = (marked: string, cases?: readonly OutlinedCase[]): string[] =>
  completionsInPrompt(sceneOf(marked, cases)).map(({ label }) => label);

const inserts = (marked: string, cases?: readonly OutlinedCase[]): string[] =>
  completionsInPrompt(sceneOf(marked, cases)).map(({ insert }) => insert);

const evaluator = (uses: string, key: string): string =>
  `evaluators:\n  - uses: ${uses}\n    with: { ${key}: "¦" }`;

const inSuite = (marked: string): string[] =>
  completionsInSuite(sceneOf(marked)).map(({ label }) => label);

describe('completions of models', () => {
  const callable = ['openai/mini', 'try/this', 'old/one'];

  it('are those that can be called, the approved ones first', () => {
    assert.deepEqual(labels('model: ¦'), callable);
    assert.deepEqual(labels('models:\n  - ¦'), callable);
    assert.deepEqual(labels('models: [openai/mini, ¦]'), callable);
    assert.deepEqual(labels('evaluators:\n  - llm:\n      modelId: o¦'), callable);
    assert.deepEqual(
      labels('evaluators:\n  - uses: github/fluency\n    with: { modelId: "¦" }'),
      callable,
    );
  });

  it('are embedding models where embeddings are wanted, and nowhere else', () => {
    assert.deepEqual(labels(evaluator('semantic-similarity', 'modelId')), ['num/vectors']);
    assert.deepEqual(labels(evaluator('answer-relevancy', 'embeddingModelId')), ['num/vectors']);
    assert.deepEqual(labels(evaluator('answer-relevancy', 'modelId')), callable);
    assert.deepEqual(inSuite('embedding: ¦'), ['num/vectors']);
    assert.deepEqual(inSuite('judge: ¦'), callable);
  });

  it('show status and price', () => {
    const [first, second] = completionsInPrompt(sceneOf('model: ¦'));
    assert.equal(first?.detail, 'approved · $0.25 in, $2.00 out');
    assert.equal(second?.detail, 'trial · unpriced');
  });

  it('replace the whole id, inside its quotation marks', () => {
    const [first] = completionsInPrompt(sceneOf('model: "op¦enai/x" # why'));
    assert.deepEqual(first?.range, {
      start: { line: 1, column: 9 },
      end: { line: 1, column: 17 },
    });
  });

  it('put a space behind a colon that has none', () => {
    assert.equal(inserts('model:¦')[0], ' openai/mini');
  });
});

describe('completions of variables', () => {
  const cases = [
    outlined({ ticket: 'Charged twice', customer: { name: 'Ada' } }),
    outlined({ ticket: 'Late', expected: 'bug' }, 'data/x.jsonl', 7),
  ];

  it('are the columns of all cases, with an example and where it comes from', () => {
    const text = 'messages:\n  - role: user\n    content: |\n      Sort {{ti¦';
    const found = completionsInPrompt(sceneOf(text, cases));
    assert.deepEqual(
      found.map(({ label, insert, detail }) => [label, insert, detail]),
      [
        ['ticket', 'ticket}}', 'Charged twice'],
        ['customer', 'customer}}', 'map[name:Ada]'],
        ['customer.name', 'customer.name}}', 'Ada'],
        ['expected', 'expected}}', 'bug'],
      ],
    );
    assert.deepEqual(found[3]?.note, [{ kind: 'text', text: 'From data/x.jsonl, line 7.' }]);
  });

  it('keep the braces that are there', () => {
    assert.equal(inserts('a: "{{¦}}"', cases)[0], 'ticket');
    assert.equal(inserts('a: "{{¦}"', cases)[0], 'ticket}');
  });

  it('have the reply in questions to a judge', () => {
    const text = 'evaluators:\n  - llm:\n      prompt: "{{¦"';
    assert.deepEqual(labels(text, [outlined({ a: 1 })]), ['a', 'completion']);
  });
});

describe('completions of metrics', () => {
  it('are the kinds after uses', () => {
    const found = completionsInPrompt(sceneOf('evaluators:\n  - uses: ¦'));
    assert.equal(found[0]?.label, 'exact-match');
    assert.ok(
      found.some(({ label, detail }) => label === 'github/fluency' && /asks a model/.test(detail)),
    );
    assert.ok(!found.some(({ label }) => label === 'llm' || label === 'string'));
  });

  it('are the settings of the metric that the evaluator names', () => {
    const text = 'evaluators:\n  - name: a\n    uses: exact-match\n    with:\n      ¦';
    assert.deepEqual(labels(text), ['ignoreCase', 'trim', 'ignorePunctuation']);
    assert.deepEqual(labels('evaluators:\n  - with: { ¦ }\n    uses: "numeric"'), [
      'tolerance',
      'relative',
      'pick',
      'decimal',
    ]);
    const value = 'evaluators:\n  - uses: exact-match\n    with:\n      ignoreCase: ¦';
    assert.deepEqual(labels(value), ['true', 'false']);
  });

  it("are the operators of GitHub's comparison", () => {
    assert.deepEqual(labels('evaluators:\n  - string: { ¦ }'), [
      'equals',
      'contains',
      'startsWith',
      'endsWith',
    ]);
  });
});

describe('completions of keys', () => {
  it('leave out what is there already', () => {
    const text = 'name: x\nmodel: y\nmessages: []\n¦\nrepeats: 2';
    assert.deepEqual(labels(text), [
      'description',
      'models',
      'modelParameters',
      'responseFormat',
      'jsonSchema',
      'template',
      'variants',
      'testData',
      'datasets',
      'evaluators',
    ]);
  });

  it('bring what has to follow', () => {
    const found = inserts('¦');
    assert.ok(found.includes('model: '));
    assert.ok(found.includes('modelParameters:\n  '));
    assert.ok(found.includes('messages:\n  - '));
    assert.deepEqual(inserts('modelParameters: { ¦ }')[0], 'maxTokens: ');
    assert.deepEqual(inserts('messages:\n  - ro¦: user'), ['role', 'content']);
  });

  it('begin a map or a list where nothing stands yet', () => {
    assert.deepEqual(inserts('messages:\n  - ¦'), ['role: ', 'content: ']);
    assert.deepEqual(inserts('messages:\n  ¦'), ['- role: ', '- content: ']);
    assert.deepEqual(inserts('messages: ¦'), []);
  });

  it('allow one way to evaluate', () => {
    assert.deepEqual(labels('evaluators:\n  - name: a\n    uses: json\n    ¦'), [
      'with',
      'threshold',
    ]);
    assert.deepEqual(labels('evaluators:\n  - name: a\n    string: { contains: x }\n    ¦'), [
      'threshold',
    ]);
  });

  it('name in a case what the messages ask for', () => {
    const text = 'messages:\n  - { role: user, content: "{{ticket}}" }\ntestData:\n  - ¦';
    assert.deepEqual(labels(text), ['ticket', 'expected', 'tags', 'id']);
  });
});

describe('completions of values', () => {
  it('are the roles', () => {
    assert.deepEqual(labels('messages:\n  - role: ¦'), ['system', 'user', 'assistant', 'thread']);
  });

  it('are dataset files and their columns', () => {
    assert.deepEqual(labels('datasets:\n  - file: ¦'), ['data/tickets.jsonl']);
    const text = 'messages: []\ndatasets:\n  - file: ../d.csv\n    map: { ticket: ¦ }';
    const marked = text.replace('¦', 'b¦');
    assert.deepEqual(labels(marked, [outlined({ body: 'x', queue: 'y' }, 'd.csv', 2)]), [
      'body',
      'queue',
    ]);
  });

  it('are none inside the text of a message', () => {
    assert.deepEqual(labels('messages:\n  - role: user\n    content: |\n      model: ¦'), []);
    assert.deepEqual(labels('# model: ¦'), []);
  });
});

describe('completions in the other files', () => {
  it('are keys and models of the suite', () => {
    const keys = completionsInSuite(sceneOf('version: 1\n¦')).map(({ label }) => label);
    assert.ok(keys.includes('gate') && !keys.includes('version'));
    assert.equal(completionsInSuite(sceneOf('judge: ¦'))[0]?.label, 'openai/mini');
    assert.deepEqual(
      completionsInSuite(sceneOf('cache: ¦')).map(({ label }) => label),
      ['on', 'off'],
    );
  });

  it('are rules of lint that can be set, and what they can be set to', () => {
    const rules = inSuite('lint:\n  rules:\n    ¦');
    assert.ok(rules.includes('column-unused') && !rules.includes('model-blocked'));
    assert.deepEqual(inSuite('lint:\n  rules:\n    column-unused: ¦'), [
      'off',
      'hint',
      'warning',
      'error',
    ]);
    assert.ok(inSuite('lint:\n  ignore:\n    - rule: ¦').includes('secret-in-file'));
  });

  it('are keys, statuses and replacements of the catalogue', () => {
    const status = completionsInCatalogue(sceneOf('models:\n  - id: x\n    status: ¦'));
    assert.deepEqual(
      status.map(({ label }) => label),
      ['approved', 'trial', 'deprecated', 'blocked'],
    );
    const other = completionsInCatalogue(sceneOf('models:\n  - replacement: ¦'));
    assert.equal(other[0]?.label, 'openai/mini');
  });
});
