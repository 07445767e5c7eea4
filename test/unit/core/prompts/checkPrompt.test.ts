import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { promptYml } from '#core/formats/promptYml/read.ts';
import { checkPrompt, type PromptKnowledge } from '#core/prompts/checkPrompt.ts';
import { verdictOn, type ModelVerdict } from '#core/catalogue/policy.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import type { Catalogue } from '#protocol/catalogue.ts';
import type { Problem } from '#protocol/problem.ts';
import { places } from '#support/places.ts';

const textPart = z.strictObject({ value: z.optional(z.string()) });

const openai = { status: 'approved', provider: 'openai' } as const;
const catalogue: Catalogue = {
  file: 'assay.models.yml',
  models: [
    { ...openai, id: 'openai/gpt-5-mini', name: 'gpt-5-mini', unsupported: ['temperature'] },
    { ...openai, id: 'old', name: 'old', status: 'deprecated', replacement: 'openai/gpt-5-mini' },
  ],
};

const knowledge: PromptKnowledge = {
  metrics: new Map([
    [
      'exact-match',
      {
        settings: z.strictObject({ ignoreCase: z.optional(z.boolean()) }),
        needs: ['reply', 'expected'],
      },
    ],
    ['contains', { settings: textPart, needs: ['reply', 'expected'] }],
    ['string', { settings: z.unknown(), needs: ['reply', 'values'] }],
    [
      'llm',
      { settings: z.unknown(), needs: ['reply', 'values'], judges: () => ['openai/gpt-5-mini'] },
    ],
    ['github/similarity', { settings: z.unknown(), needs: ['reply', 'values'] }],
  ]),
  judgeModel: (id) => verdictOn(catalogue, id, '2026-11-01'),
  defaultModels: ['openai/gpt-5-mini'],
  defaultJudge: undefined,
};

/** A catalogue in which the model of the tests takes every parameter. */
const allowing: PromptKnowledge = {
  ...knowledge,
  judgeModel: (id) =>
    verdictOn({ ...catalogue, models: [{ ...openai, id, name: id }] }, id, '2026-11-01'),
};

function approveAny(id: string): ModelVerdict {
  const [provider = '', name = ''] = id.split('/');
  return { allowed: true, warnings: [], entry: { id, status: 'approved', provider, name } };
}

function denyAll(id: string): ModelVerdict {
  return verdictOn(undefined, id, '2026-11-01');
}

function promptOf(text: string): Prompt {
  const { value, problems } = promptYml.read(new TextEncoder().encode(text), 'a.prompt.yml');
  assert.deepEqual(problems, []);
  assert.ok(value);
  return value;
}

function check(text: string, changed: Partial<PromptKnowledge> = {}): readonly Problem[] {
  return checkPrompt(promptOf(text), { ...knowledge, ...changed });
}

/** A prompt around the part that a test is about. */
function around(part: string, content = '{{ask}}'): string {
  const rest = {
    messages: `messages: [{role: user, content: "${content}"}]`,
    testData: 'testData: [{ask: a, expected: b}]',
    evaluators: 'evaluators: [{uses: exact-match}]',
  };
  const lines = Object.entries(rest).flatMap(([key, line]) => (part.includes(key) ? [] : [line]));
  return `${part}\n${lines.join('\n')}\n`;
}

describe('checkPrompt', () => {
  it('has nothing to say of a sound prompt', async () => {
    assert.deepEqual(check(around('name: fine')), []);
    const file = 'test/fixtures/files/prompts/triage.prompt.yml';
    const { value } = promptYml.read(await readFile(file), 'triage.prompt.yml');
    assert.ok(value);
    assert.deepEqual(
      places(checkPrompt({ ...value, models: value.models.slice(0, 1) }, allowing)),
      ['self-judge? 37:5'],
    );
  });

  it('finds what is wrong across the parts of a file', async () => {
    const file = 'test/fixtures/broken/prompts/lint.prompt.yml';
    const { value, problems } = promptYml.read(await readFile(file), 'lint.prompt.yml');
    assert.deepEqual(problems, []);
    assert.ok(value);
    const found = checkPrompt(value, knowledge);
    assert.deepEqual(places(found), [
      'model-not-listed 1:8',
      'braces-unread? 4:14',
      'variable-missing 4:20',
      'system-after-user 6:14',
      'empty-message 8:14',
      'column-unused? 10:1',
      'variable-missing 11:1',
      'metric-unknown 13:5',
      'expected-missing? 14:5',
      'wrong-type 15:25',
    ]);
    const nameless = found.find(({ code }) => code === 'variable-missing');
    assert.equal(nameless?.message, 'No case has a value for "nmae".');
    assert.match(nameless?.next ?? '', /^Did you mean "name"\?/);
    const metric = found.find(({ code }) => code === 'metric-unknown');
    assert.match(metric?.next ?? '', /^Did you mean "exact-match"\?/);
  });

  it('misses cases and evaluators', () => {
    const text = 'messages: [{role: user, content: hi}]\nevaluators: []\ntestData: []\n';
    assert.deepEqual(places(check(text)), ['no-cases 1:1', 'no-evaluators? 1:1']);
  });

  it('does not miss cases that stand in files, nor what they may bring', () => {
    assert.deepEqual(check(around('testData: []\ndatasets: [{file: a.csv}]')), []);
  });

  it('says which case lacks a variable that others have', () => {
    const found = check(around('testData:\n  - {ask: a, expected: b}\n  - {id: x, expected: b}'));
    assert.deepEqual(places(found), ['variable-missing 3:1']);
    assert.equal(found[0]?.message, 'The case "x" has no value for "ask".');
  });

  it('says once where a message stands that several variants share', () => {
    const text = around('variants: [{name: warm, modelParameters: {topP: 0.5}}]', '{{aks}}');
    assert.deepEqual(places(check(text)), ['variable-missing 2:35']);
  });

  it("fills the placeholders of GitHub's evaluators, but not the reply", () => {
    const judge = (prompt: string): string =>
      around(`evaluators: [{llm: {prompt: "${prompt}", choices: []}}]`);
    assert.deepEqual(check(judge('{{completion}} {{expected}}')), []);
    assert.deepEqual(places(check(judge('{{completion}} {{expcted}}'))), [
      'variable-missing? 1:14',
    ]);
    assert.deepEqual(
      places(check(around('evaluators: [{string: {contains: "{{completion}}"}}]'))),
      ['variable-missing? 1:14'],
    );
    assert.deepEqual(check(around('evaluators: [{uses: contains, with: {value: "{{x}}"}}]')), []);
    const system = 'evaluators: [{llm: {systemPrompt: "{{x}}", prompt: a, choices: []}}]';
    assert.deepEqual(check(around(system)), []);
  });

  it('counts what an evaluator names as used', () => {
    const cases = 'testData: [{ask: a, input: b, topic: c, expected: d}]\n';
    assert.deepEqual(places(check(around(cases))), ['column-unused? 1:1', 'column-unused? 1:1']);
    const evaluators =
      'evaluators: [{uses: github/similarity}, {string: {contains: "{{topic}}"}}]\n';
    assert.deepEqual(check(around(cases + evaluators)), []);
  });

  it('knows when a metric has nothing to compare with', () => {
    const cases = 'testData:\n  - {ask: a}\n  - {ask: b}\n';
    assert.deepEqual(places(check(around(cases))), ['expected-missing 6:14']);
    const some = 'testData:\n  - {ask: a}\n  - {ask: b, expected: c}\n';
    const [warning, ...others] = check(around(some));
    assert.equal(
      warning?.message,
      '"exact-match" compares with `expected`, and 1 of 2 cases here lack it, the first in line 2.',
    );
    assert.deepEqual(others, []);
    const own = `${cases}evaluators: [{uses: contains, with: {value: x}}]\n`;
    assert.deepEqual(check(around(own)), []);
  });

  it('lets the catalogue judge models and judges', () => {
    assert.deepEqual(places(check(around('model: other'))), ['model-not-listed 1:8']);
    const [old] = check(around('model: old'));
    assert.deepEqual([old?.code, old?.severity], ['model-deprecated', 'warning']);
    const text = around('evaluators: [{llm: {prompt: a, choices: []}}]');
    assert.deepEqual(places(check(text, { judgeModel: denyAll })), ['model-no-catalogue 1:14']);
    assert.deepEqual(places(check(`model: openai/gpt-5-mini\n${text}`)), ['self-judge? 2:14']);
  });

  it('warns where a judge is of one family with a model under test, wherever both are reached', () => {
    const judged = around('evaluators: [{llm: {prompt: a, choices: []}}]');
    const text = `models: [azure/gpt-4o, mock/other]\n${judged}`;
    const [problem, ...others] = check(text, { judgeModel: approveAny });
    assert.deepEqual(others, []);
    assert.equal(problem?.code, 'judge-family');
    assert.match(problem.message, /"openai\/gpt-5-mini" is of one family with "azure\/gpt-4o"/);
    assert.deepEqual(check(`models: [other/claude-x]\n${judged}`, { judgeModel: approveAny }), []);
  });

  it('knows parameters that a model refuses', () => {
    const text =
      'model: openai/gpt-5-mini\nvariants: [{name: a, modelParameters: {temperature: 1}}]';
    assert.deepEqual(places(check(around(text))), ['parameter-unsupported 1:8']);
  });

  it('misses a model only where no default stands in', () => {
    assert.deepEqual(places(check(around('name: a'), { defaultModels: [] })), ['no-model? 1:1']);
  });

  it('finds keys without showing them, as errors in a prompt and warnings in data', () => {
    const keys = [
      `sk-proj-${'c3'.repeat(12)}`,
      `AKIA${'D4'.repeat(8)}`,
      `ghp_${'a1'.repeat(18)}`,
      `AIza${'b2'.repeat(18)}`,
      `xoxb-${'12345-'.repeat(4)}`,
      ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' '),
    ];
    for (const key of keys) {
      const inMessage = check(around('name: a', `{{ask}} use ${key} here`));
      assert.deepEqual(places(inMessage), ['secret-in-file 2:34'], key);
      const inCase = check(around(`testData: [{ask: "${key}", expected: b}]`));
      assert.deepEqual(places(inCase), ['secret-in-file? 1:1'], key);
      assert.ok(!JSON.stringify([inMessage, inCase]).includes(key.slice(8)));
    }
    const inSettings = check(around(`evaluators: [{uses: contains, with: {value: ${keys[0]}}}]`));
    assert.deepEqual(places(inSettings), ['secret-in-file 1:14']);
  });

  it('takes words that only begin like a key for words', () => {
    const words =
      'sk-learn-is-a-python-library, risk-2024-assessment-report-final, sk-xxxxxxxx, AKIA';
    assert.deepEqual(check(around('name: a', `{{ask}} ${words}`)), []);
  });

  it('warns of braces that no one fills, and of no others', () => {
    for (const braces of ['{{#if x}}', '{{> part}}', '{{name', '{% for x in y %}', '{{$x}}'])
      assert.deepEqual(places(check(around('name: a', `{{ask}} ${braces}`))), [
        'braces-unread? 2:34',
      ]);
    for (const braces of ['}} {', '{{}}', '{{ 7*7 }}', '{a: {b: 1}}', '{ {x} }'])
      assert.deepEqual(check(around('name: a', `{{ask}} ${braces}`)), [], braces);
  });
});
