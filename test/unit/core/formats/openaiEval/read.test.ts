import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JsonObject } from '#base/json.ts';
import { withoutPlaces } from '#protocol/assertion.ts';
import type { Reading } from '#core/documents/reading.ts';
import { openaiEvalReader } from '#core/formats/openaiEval/read.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import { beside } from '#support/promptfoo.ts';

const run = {
  data_source: {
    type: 'completions',
    model: 'gpt-5-mini',
    sampling_params: { temperature: 0, max_completion_tokens: 50 },
    input_messages: {
      type: 'template',
      template: [
        { role: 'developer', content: 'Answer in one word.' },
        {
          type: 'message',
          role: 'user',
          content: { type: 'input_text', text: '{{ item.question }}' },
        },
      ],
    },
    source: {
      type: 'file_content',
      content: [{ item: { question: 'Capital of France?', answer: 'Paris' } }],
    },
  },
};

const reply = '{{ sample.output_text }}';

function evalOf(graders: readonly JsonObject[], more: object = { runs: [run] }): string {
  return JSON.stringify({ object: 'eval', name: 'capitals', testing_criteria: graders, ...more });
}

function read(text: string, files: Record<string, string> = {}): Reading<Prompt> {
  const bytes = new TextEncoder().encode(text);
  return openaiEvalReader.read(bytes, 'a.openai-eval.json', beside(files));
}

function assertionsOf(...graders: readonly JsonObject[]): unknown {
  const { value, problems } = read(evalOf(graders));
  assert.deepEqual(problems, []);
  const [found] = value?.cases ?? [];
  assert.ok(found?.assertions);
  return withoutPlaces(found.assertions).assert;
}

const check = (operation: string): JsonObject => ({
  type: 'string_check',
  name: operation,
  operation,
  input: reply,
  reference: '{{item.answer}}',
});

const alike = (metric: string): JsonObject => ({
  type: 'text_similarity',
  name: metric,
  input: reply,
  reference: '{{item.answer}}',
  evaluation_metric: metric,
  pass_threshold: 0.5,
});

describe('an eval of OpenAI', () => {
  it('is a prompt with the messages, model and items of its run', () => {
    const { value } = read(evalOf([]));
    assert.deepEqual(
      value?.variants[0]?.messages.map(({ role, content }) => [role, content]),
      [
        ['system', 'Answer in one word.'],
        ['user', '{{question}}'],
      ],
    );
    assert.deepEqual(value?.variants[0]?.parameters, { temperature: 0, maxTokens: 50 });
    assert.deepEqual(
      value?.models.map(({ id }) => id),
      ['openai/gpt-5-mini'],
    );
    assert.deepEqual(
      value?.cases.map(({ values }) => values),
      [{ question: 'Capital of France?', answer: 'Paris' }],
    );
    assert.equal(value?.name, 'capitals');
  });

  it('checks texts by its four operations', () => {
    assert.deepEqual(assertionsOf(check('eq'), check('ne'), check('like'), check('ilike')), [
      { uses: 'exact-match', with: { trim: false }, expected: 'Paris', name: 'eq' },
      { uses: 'exact-match', with: { trim: false }, not: true, expected: 'Paris', name: 'ne' },
      { uses: 'contains', expected: 'Paris', name: 'like' },
      { uses: 'contains', with: { ignoreCase: true }, expected: 'Paris', name: 'ilike' },
    ]);
  });

  it('measures how alike texts are', () => {
    assert.deepEqual(assertionsOf(alike('fuzzy_match'), alike('rouge_l'), alike('bleu')), [
      { uses: 'edit-similarity', expected: 'Paris', threshold: 0.5, name: 'fuzzy_match' },
      {
        uses: 'rouge',
        with: { variant: 'rouge-l' },
        expected: 'Paris',
        threshold: 0.5,
        name: 'rouge_l',
      },
      { uses: 'bleu', expected: 'Paris', threshold: 50, name: 'bleu' },
    ]);
  });

  it('asks the model of a grader by its instructions', () => {
    const input = [{ role: 'user', content: 'Is {{ sample.output_text }} like {{item.answer}}?' }];
    const model = { model: 'gpt-5', input };
    const graders = [
      {
        type: 'label_model',
        name: 'l',
        ...model,
        labels: ['good', 'bad'],
        passing_labels: ['good'],
      },
      { type: 'score_model', name: 's', ...model, range: [0, 10], pass_threshold: 7 },
    ];
    const criteria = 'Is (the reply) like Paris?';
    assert.deepEqual(assertionsOf(...graders), [
      {
        uses: 'rubric',
        with: {
          criteria,
          choices: [
            { choice: 'good', score: 1 },
            { choice: 'bad', score: 0 },
          ],
          modelId: 'openai/gpt-5',
        },
        name: 'l',
      },
      {
        uses: 'g-eval',
        with: { criteria, samples: 1, modelId: 'openai/gpt-5' },
        name: 's',
        threshold: 0.7,
      },
    ]);
    assert.deepEqual(read(evalOf(graders)).value?.evaluators[0]?.with, {
      judges: ['openai/gpt-5'],
    });
  });

  it('tells the graders that it leaves out, and reports every key', () => {
    const graders = [
      { type: 'python', name: 'p', source: 'def grade(sample, item): return 1' },
      { type: 'multi', name: 'm', graders: {}, calculate_output: 'a' },
      {
        type: 'text_similarity',
        name: 'x',
        input: reply,
        reference: '',
        evaluation_metric: 'meteor',
      },
    ];
    const { value, problems } = read(evalOf(graders));
    assert.deepEqual(
      problems.map(({ code, severity }) => `${severity} ${code}`),
      [
        'warning assertion-unsupported',
        'warning assertion-unsupported',
        'warning assertion-unsupported',
      ],
    );
    assert.deepEqual(value?.fidelity?.map(({ key, fate }) => `${key} ${fate}`).toSorted(), [
      'name translated',
      'object dropped',
      'runs translated',
      'testing_criteria translated',
      'testing_criteria[0] dropped',
      'testing_criteria[1] dropped',
      'testing_criteria[2] dropped',
    ]);
  });

  it('takes items from the file beside it, and says what is missing', () => {
    const files = { 'a.openai-eval.jsonl': '{"item":{"question":"x"}}\n\n{"question":"y"}\nno\n' };
    const { value, problems } = read(evalOf([], {}), files);
    assert.deepEqual(
      value?.cases.map(({ values, source }) => [values, source.line]),
      [
        [{ question: 'x' }, 1],
        [{ question: 'y' }, 3],
      ],
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['jsonl-syntax', 'no-messages'],
    );
    assert.deepEqual(
      read('{"name": "x"}').problems.map(({ code }) => code),
      ['other-schema'],
    );
  });

  it('never throws, wherever it is cut or changed', () => {
    const text = evalOf([{ type: 'string_check', input: reply, operation: 'eq', reference: 'x' }]);
    fc.assert(
      fc.property(fc.nat({ max: text.length }), fc.nat({ max: 9 }), fc.string(), (at, cut, put) => {
        const { value, problems } = read(text.slice(0, at) + put + text.slice(at + cut));
        return value !== undefined || problems.length > 0;
      }),
      { numRuns: 200 },
    );
  });
});
