import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JsonObject, JsonValue } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import { prepareEvaluators } from '#core/metrics/evaluate.ts';
import { builtinMetrics } from '#core/metrics/builtin.ts';
import { useCases } from '#core/metrics/useCases.ts';
import { readPrompt } from '#core/project/readPrompt.ts';
import { recipes } from '#core/suggest/recipes.ts';
import { suggestForPrompt, suggestForUse } from '#core/suggest/suggest.ts';
import type { Suggested } from '#core/suggest/suggestion.ts';
import { suggestionYaml } from '#core/suggest/suggestionYaml.ts';
import { evaluator } from '#support/scoring.ts';

function caseOf(values: JsonObject, place = 0): EvalCase {
  const { expected } = values;
  const source = { file: 'a.jsonl', line: place + 1 };
  return {
    id: String(place),
    values,
    tags: [],
    source,
    ...(expected !== undefined && { expected }),
  };
}

function suggested(words: string, rows: readonly JsonObject[], more = ''): Suggested {
  const text = `name: x\nmessages:\n  - role: user\n    content: ${JSON.stringify(words)}\n${more}`;
  const { value } = readPrompt(new TextEncoder().encode(text), 'a.prompt.yml');
  assert.ok(value);
  return suggestForPrompt(value, rows.map(caseOf), builtinMetrics);
}

const usesOf = ({ useCases: uses }: Suggested): readonly string[] => uses.map((one) => one.useCase);
const kindsOf = ({ metrics }: Suggested): readonly string[] => metrics.map(({ kind }) => kind);

describe('metrics for a use case', () => {
  for (const useCase of useCases) {
    it(`exist, and can be prepared once ${useCase} has its own values`, async () => {
      for (const { kind, with: settings } of recipes[useCase]) {
        const metric = builtinMetrics.find((one) => one.kind === kind);
        assert.ok(
          metric?.useCases.some((one) => one === useCase || one === 'any'),
          kind,
        );
        const { problems } = await prepareEvaluators([evaluator(kind, settings)], { file: 'a' });
        assert.deepEqual(problems, [], kind);
      }
    });
  }

  it('name everything else that there is for it', () => {
    const { metrics, also } = suggestForUse('text-to-sql', builtinMetrics);
    const kinds = [...metrics.map(({ kind }) => kind), ...also];
    for (const { kind, useCases: uses } of builtinMetrics) {
      if (uses.includes('text-to-sql')) assert.ok(kinds.includes(kind), kind);
    }
  });
});

describe('metrics for a prompt', () => {
  it('take labels from what the cases expect again and again', () => {
    const rows = ['bug', 'billing', 'bug', 'bug'].map((expected) => ({ text: 'x', expected }));
    const found = suggested('Which queue? {{text}}', rows);
    assert.deepEqual(usesOf(found), ['classification']);
    assert.deepEqual(found.metrics[0]?.with, { labels: ['billing', 'bug'] });
  });

  const told: readonly (readonly [
    string,
    string,
    readonly JsonObject[],
    readonly string[],
    readonly string[],
  ])[] = [
    [
      'JSON that is expected',
      'Read {{text}}',
      [{ text: 'x', expected: { a: 1 } }],
      ['extraction'],
      ['fields', 'record'],
    ],
    [
      'calls that are expected',
      'Do {{text}}',
      [{ expected: [{ name: 'f', arguments: {} }] }],
      ['agents'],
      ['tool-calls', 'tool-sequence'],
    ],
    [
      'letters',
      'Choose',
      [{ expected: 'B' }, { expected: '(C)' }],
      ['question-answering'],
      ['multiple-choice'],
    ],
    ['numbers', 'Add', [{ expected: 4 }, { expected: 5 }], ['question-answering'], ['numeric']],
    [
      'SQL',
      'Ask {{schema}}',
      [{ schema: 'CREATE TABLE t(a)', expected: 'SELECT a FROM t' }],
      ['text-to-sql'],
      ['sql-execution'],
    ],
    [
      'short texts',
      'Capital of {{country}}?',
      [{ country: 'France', expected: 'Paris' }],
      ['question-answering'],
      ['exact-match', 'token-f1'],
    ],
    [
      'another script',
      'Say it: {{text}}',
      [{ text: 'The train stops here.', expected: '列車はここに止まります。' }],
      ['translation'],
      ['chrf', 'bleu'],
    ],
    [
      'a column of context, gold and the wish for sources',
      'Answer from {{context}} and cite your sources.',
      [
        {
          context: ['a', 'b'],
          gold: ['1'],
          expected: 'The train stops in Cologne at nine o’clock.',
        },
      ],
      ['retrieval'],
      [
        'token-f1',
        'semantic-similarity',
        'github/similarity',
        'recall-at-k',
        'mrr',
        'citations',
        'quoted-spans',
      ],
    ],
    [
      'the word summarise and a long text',
      'Summarise: {{article}}',
      [{ article: 'word '.repeat(60), expected: 'A summary of the words that were there in it.' }],
      ['summarisation'],
      ['rouge', 'coverage', 'density'],
    ],
    [
      'nothing',
      'Hello',
      [{ text: 'x' }],
      ['chat'],
      ['refusal-words', 'unsafe-output', 'length-limit'],
    ],
  ];
  for (const [name, words, rows, uses, kinds] of told) {
    it(`follow from ${name}`, () => {
      const found = suggested(words, rows);
      assert.deepEqual(usesOf(found), uses);
      assert.deepEqual(kindsOf(found), kinds);
      for (const { why } of found.useCases) assert.match(why, /\.$/);
    });
  }

  it('take the schema from the response format', () => {
    const format =
      'responseFormat: json_schema\njsonSchema: \'{"name":"n","schema":{"type":"object"}}\'\n';
    const found = suggested('Read', [], format);
    assert.deepEqual(found.metrics[0]?.with, { schema: { type: 'object' } });
  });

  it('come as YAML that reads back as evaluators', async () => {
    const rows = ['a: b', 'c # d', 'a: b', 'c # d'].map((expected) => ({ expected }));
    const yaml = suggestionYaml(suggested('x', rows).metrics);
    const text = `name: x\nmessages: [{ role: user, content: hi }]\n${yaml}\n`;
    const { value, problems } = readPrompt(new TextEncoder().encode(text), 'a.prompt.yml');
    assert.deepEqual(problems, []);
    assert.deepEqual(value?.evaluators[0]?.with, { labels: ['a: b', 'c # d'] });
    const prepared = await prepareEvaluators(value.evaluators, { file: 'a.prompt.yml' });
    assert.deepEqual(prepared.problems, []);
  });

  it('are found whatever the cases hold', () => {
    const row = fc.dictionary(
      fc.constantFrom('expected', 'context', 'text', 'gold'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const found = suggested('{{text}}', rows as Record<string, JsonValue>[]);
        assert.ok(found.metrics.length > 0 && found.useCases.length > 0);
        assert.ok(suggestionYaml(found.metrics).startsWith('evaluators:\n'));
      }),
      { numRuns: 60 },
    );
  });
});
