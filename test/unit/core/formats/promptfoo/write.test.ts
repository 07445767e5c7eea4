import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { withoutPlaces } from '#protocol/assertion.ts';
import { writeConfig, type WrittenConfig } from '#core/formats/promptfoo/write/config.ts';
import { yamlText } from '#core/formats/yamlPatch.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import { readTextAs, sent } from '#support/formatFiles.ts';
import { promptOf, readConfig } from '#support/promptfoo.ts';

/** What a prompt says, without places. */
function said({ name, description, models, variants, cases, repeats }: Prompt): unknown {
  const all = models.map(({ id }) => id);
  return JSON.parse(
    JSON.stringify({
      name,
      description,
      models: all,
      variants: variants.map(({ range: _range, messages, models: own = all, ...variant }) => ({
        ...variant,
        messages: messages.map(({ role, content }) => [role, content]),
        models: own,
      })),
      cases: cases.map(({ source: _source, assertions, ...one }) => ({
        ...one,
        assertions: assertions === undefined ? undefined : withoutPlaces(assertions),
      })),
      repeats,
    }),
  );
}

function written(prompt: Prompt): WrittenConfig {
  return writeConfig(prompt, prompt.cases, 'promptfooconfig.yaml', new Map());
}

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    'Hi {{a}}, {{ b }}',
    'a {% raw %}{{x}}{% endraw %} b',
    '{',
    '{{ "{" }}',
    'two\nlines\n',
    'file:// no',
    'x.txt',
    'a/b',
    '- role: no',
    '[1]',
    '{"a": 1}',
    "it's",
    '{# no #}',
    'ünï 👋',
  ),
);

/** A value as data: nothing in it is a template. */
const data = text.map((one) => one.replaceAll('{', '(').replace('file://', ''));

const assertion = fc.oneof(
  fc.record(
    {
      type: fc.constantFrom('equals', 'contains', 'not-icontains', 'starts-with', 'llm-rubric'),
      value: data.filter((one) => one !== ''),
      metric: fc.constantFrom('tone', 'a b'),
      weight: fc.constantFrom(0, 2, 0.5),
    },
    { requiredKeys: ['type', 'value'] },
  ),
  fc.constantFrom<unknown>(
    { type: 'contains-any', value: ['a', 'b, c'] },
    { type: 'not-icontains-all', value: ['a'], weight: 3 },
    { type: 'regex', value: '\\d+' },
    { type: 'is-json' },
    { type: 'is-json', value: { type: 'object', required: ['a'] } },
    { type: 'contains-json', value: { $schema: 'http://json-schema.org/draft-07/schema#' } },
    { type: 'equals', value: { a: [1, null] } },
    { type: 'levenshtein', value: 'sitting', threshold: 3 },
    { type: 'word-count', value: { min: 2 } },
    { type: 'finish-reason', value: 'content_filter' },
    { type: 'latency', threshold: 900 },
    { type: 'cost', threshold: 0.25 },
    { type: 'cost' },
    { type: 'rouge-n', value: 'a b', threshold: 0.5 },
    { type: 'bleu', value: 'a b', threshold: 0.25 },
    { type: 'gleu', value: ['a', 'b'] },
    { type: 'similar', value: 'a', provider: 'openai:embedding:e' },
    { type: 'llm-rubric', value: 'Kind?', threshold: 0.5, provider: 'anthropic:messages:j' },
    { type: 'factuality', value: 'The sky is blue' },
    { type: 'g-eval', value: 'Clear' },
    { type: 'answer-relevance', threshold: 0.5 },
    { type: 'context-faithfulness', threshold: 0.25 },
    { type: 'context-recall', value: 'x', threshold: 0.25 },
    { type: 'is-refusal' },
    { type: 'not-is-refusal' },
    { type: 'is-xml', value: { requiredElements: ['a.b'] } },
    { type: 'contains-xml' },
    { type: 'javascript', value: 'output.length > 3' },
    { type: 'javascript', value: 'const a = 1;\nreturn output.length > a', threshold: 0.5 },
    { type: 'python', value: 'len(output) > 3', config: { a: 1 } },
    { type: 'assert-set', threshold: 0.5, assert: [{ type: 'contains', value: 'a' }] },
  ),
);

const config = fc.record(
  {
    description: data,
    prompts: fc.array(
      fc.oneof(
        text,
        fc.record({ raw: text, label: fc.constantFrom('one', 'two') }),
        fc.constant('[{"role":"system","content":"S {{a}}"},{"role":"user","content":"U"}]'),
      ),
      { minLength: 1, maxLength: 2 },
    ),
    providers: fc.array(
      fc.oneof(
        fc.constantFrom('openai:chat:gpt-5-mini', 'openai:gpt-5', 'anthropic:messages:x'),
        fc.record(
          {
            id: fc.constantFrom('google:gemini', 'ollama:chat:qwen:1b', 'openrouter:a/b'),
            label: fc.constantFrom('L', 'M'),
            config: fc.constantFrom<unknown>(
              { temperature: 0.5, max_tokens: 9 },
              { top_p: 0.5, stop: ['x'], seed: 3 },
            ),
          },
          { requiredKeys: ['id'] },
        ),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    defaultTest: fc.record({ assert: fc.array(assertion, { minLength: 1, maxLength: 1 }) }),
    tests: fc.array(
      fc.record(
        {
          description: fc.constantFrom('first', 'se cond', '{{a}} and b'),
          vars: fc.record({
            a: fc.oneof(data, fc.integer(), fc.array(data, { minLength: 2, maxLength: 2 })),
            b: data,
            context: data,
          }),
          assert: fc.array(assertion, { minLength: 1, maxLength: 2 }),
          threshold: fc.constantFrom(0, 0.5, 1),
          options: fc.record({ prefix: data, suffix: data }, { requiredKeys: ['prefix'] }),
          metadata: fc.constantFrom<unknown>({ kind: 'x', tags: ['y', 'z'] }),
        },
        { requiredKeys: ['vars'] },
      ),
      { maxLength: 2 },
    ),
    evaluateOptions: fc.constantFrom({ repeat: 3 }),
  },
  { requiredKeys: ['prompts', 'providers', 'tests'] },
);

describe('a configuration that is written', () => {
  it('is read back as the prompt that it was made from', () => {
    let compared = 0;
    fc.assert(
      fc.property(config, (wanted) => {
        const first = readConfig(yamlText(wanted as never));
        if (first.value === undefined || first.problems.length > 0) return;
        const { document, losses, tests } = written(first.value);
        assert.equal(tests, undefined);
        if (losses.length > 0) return;
        const second = readConfig(yamlText(document));
        assert.deepEqual(second.problems, []);
        assert.ok(second.value !== undefined);
        assert.deepEqual(said(second.value), said(first.value));
        compared += 1;
      }),
      { numRuns: 200, seed: 11 },
    );
    assert.ok(compared > 50, `${compared} of 200 were compared`);
  });

  it('sends what the prompt of Assay sends, braces and all', async () => {
    const values = { a: 'A {{b}}', b: '{% x %}', c: '{"d": 1}', x: 'X' };
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 3 }), async (contents) => {
        const messages = contents.map((content) => ({ role: 'user', content }));
        const first = await readTextAs('a.prompt.yml', yamlText({ messages }));
        if (first.value === undefined || first.problems.length > 0) return;
        const { document, losses } = written(first.value);
        if (losses.length > 0) return;
        const second = await readTextAs('a.promptfoo.yaml', yamlText(document));
        assert.deepEqual(second.problems, []);
        assert.deepEqual(sent(second.value, values), sent(first.value, values));
      }),
      { numRuns: 100, seed: 5 },
    );
  });

  const head = 'name: promptfooconfig\nmodel: openai/gpt-5-mini\n';

  async function exported(more: string): Promise<WrittenConfig> {
    const { value } = await readTextAs('a.prompt.yml', head + more);
    assert.ok(value);
    return written(value);
  }

  it('puts evaluators under every test, with what a case expects by its name', async () => {
    const { document, losses } = await exported(
      'modelParameters: { maxTokens: 50 }\nmessages: [{ role: user, content: "Say {{x}}" }]\n' +
        'testData: [{ id: one, x: 1, expected: yes it is }]\nevaluators:\n' +
        '  - uses: contains\n  - { uses: exact-match, with: { trim: false } }\n' +
        '  - { name: fast, uses: latency, threshold: 900 }\n' +
        '  - { name: near, uses: rouge, with: { variant: rouge-1 } }\n' +
        '  - { name: kind, uses: rubric, with: { criteria: "Is it {{kind}}?" } }\n',
    );
    assert.deepEqual(losses, []);
    assert.deepEqual(document, {
      prompts: ['Say {{x}}'],
      providers: [{ id: 'openai:chat:gpt-5-mini', config: { max_tokens: 50 } }],
      defaultTest: {
        assert: [
          { type: 'contains', value: '{{ expected }}' },
          { type: 'equals', value: '{{ expected }}' },
          { type: 'latency', threshold: 900, metric: 'fast' },
          { type: 'rouge-n', value: '{{ expected }}', metric: 'near', weight: 0 },
          { type: 'llm-rubric', value: 'Is it {{ "{" }}{kind}}?', metric: 'kind' },
        ],
      },
      tests: [{ description: 'one', vars: { id: 'one', x: 1, expected: 'yes it is' } }],
    });
    const back = promptOf(yamlText(document));
    assert.deepEqual(
      back.cases[0]?.assertions?.assert.map((one) => 'uses' in one && one.uses),
      ['contains', 'exact-match', 'latency', 'rouge', 'rubric'],
    );
  });

  it('compares only where a case expects something', async () => {
    const { document } = await exported(
      'messages: [{ role: user, content: "Say {{x}}" }]\nevaluators: [{ uses: contains }]\n' +
        'testData: [{ id: one, x: 1, expected: y }, { id: two, x: 2 }]\n',
    );
    assert.deepEqual(document['tests'], [
      {
        description: 'one',
        vars: { id: 'one', x: 1, expected: 'y' },
        assert: [{ type: 'contains', value: '{{ expected }}' }],
      },
      { description: 'two', vars: { id: 'two', x: 2 } },
    ]);
  });

  const losing: readonly (readonly [more: string, loss: string])[] = [
    [
      'evaluators: [{ uses: exact-match }]\n',
      'The evaluator "exact-match" becomes `equals`, which does not know its `trim`.',
    ],
    [
      'evaluators: [{ name: f, uses: macro-f1 }]\n',
      'The evaluator "f" is left out: promptfoo has no assertion like `macro-f1`.',
    ],
    [
      'evaluators: [{ name: l, uses: rouge, with: { variant: rouge-l } }]\n',
      'The evaluator "l" is left out: promptfoo has no assertion like `rouge`.',
    ],
    ['models: [home/m]\n', 'promptfoo may know no provider "home:m"; put another in its place.'],
    ['testData: [{ x: [1, 2] }]\n', 'is no text, and promptfoo fills it in another way.'],
  ];
  for (const [more, loss] of losing) {
    it(`says what is lost: ${loss}`, async () => {
      const messages = 'messages: [{ role: user, content: "Say {{x}}" }]\n';
      const text0 = more.startsWith('models') ? messages + more : head + messages + more;
      const { value } = await readTextAs('a.prompt.yml', text0);
      assert.ok(value);
      const { losses } = written(value);
      assert.equal(losses.length, 1);
      assert.ok(losses[0]?.includes(loss), losses[0]);
    });
  }
});
