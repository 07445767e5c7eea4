import assert from 'node:assert/strict';
import type { Score } from '#protocol/score.ts';
import { evidence, FakeJudge } from '#support/evidence.ts';
import { configOf, promptOf } from '#support/promptfoo.ts';
import { prepared } from '#support/scoring.ts';

/** What comes of assertions in a test, each a line of YAML, about a reply. */
async function scoreOf(reply: string, assertions: string, more = ''): Promise<Score> {
  const tests = `  - vars: { a: x, name: Ann }\n    ${more}\n    assert: ${assertions}\n`;
  const prompt = promptOf(configOf(tests));
  const [testCase] = prompt.cases;
  assert.ok(testCase);
  const ready = await prepared('assertions', prompt.evaluators[0]?.with);
  const demands = await ready.ofCase?.(testCase);
  assert.deepEqual(demands?.problems, []);
  const seen = evidence(reply, { testCase, latencyMs: 250, costUsd: 0.002 });
  return (await ready.measure(seen, new FakeJudge([], 'judge'))).score;
}

type Row = readonly [
  reply: string,
  assertion: string,
  wanted: 'pass' | 'fail' | readonly [number, boolean],
];

/** Computed by hand from what promptfoo documents. */
const rows: readonly Row[] = [
  ['Paris', '{ type: equals, value: Paris }', 'pass'],
  ['Paris ', '{ type: equals, value: Paris }', 'fail'],
  ['4', '{ type: equals, value: 4 }', 'pass'],
  ['{"b": [1], "a": 2}', '{ type: equals, value: { a: 2, b: [1] } }', 'pass'],
  ['no json', '{ type: not-equals, value: { a: 2 } }', 'pass'],
  ['Ann is here', '{ type: contains, value: "{{name}}" }', 'pass'],
  ['ann is here', '{ type: contains, value: "{{name}}" }', 'fail'],
  ['ann is here', '{ type: icontains, value: "{{name}}" }', 'pass'],
  ['page 0', '{ type: contains, value: 0 }', 'pass'],
  ['a b', '{ type: contains-all, value: [a, b] }', 'pass'],
  ['a', '{ type: contains-all, value: [a, b] }', [0, false]],
  ['a', '{ type: not-contains-all, value: [a, b] }', [1, true]],
  ['A', '{ type: icontains-all, value: "a, A" }', 'pass'],
  ['b', '{ type: contains-any, value: [a, b] }', 'pass'],
  ['c', '{ type: not-contains-any, value: [a, b] }', 'pass'],
  ['B', '{ type: icontains-any, value: [a, b] }', 'pass'],
  ['Yes, it is', '{ type: starts-with, value: "Yes" }', 'pass'],
  [' Yes', '{ type: starts-with, value: "Yes" }', 'fail'],
  ['It is so.', '{ type: ends-with, value: "so." }', 'pass'],
  ['call 1234', '{ type: regex, value: "\\\\d{4}" }', 'pass'],
  ['call', '{ type: not-regex, value: "\\\\d" }', 'pass'],
  ['{"a": 1}', '{ type: is-json }', 'pass'],
  ['So: {"a": 1}', '{ type: is-json }', 'fail'],
  ['So: {"a": 1}.', '{ type: contains-json }', 'pass'],
  ['So: {"a": 1}.', '{ type: contains-json, value: { required: [b] } }', 'fail'],
  ['{"x"} then [{"b": 1}]', '{ type: contains-json, value: { type: array } }', 'pass'],
  ['{"a": "x"}', '{ type: is-json, value: { properties: { a: { type: number } } } }', 'fail'],
  ['{"a": 1}', '{ type: is-json, value: "{\\"required\\": [\\"a\\"]}" }', 'pass'],
  ['kitten', '{ type: levenshtein, value: sitting, threshold: 3 }', 'pass'],
  ['kitten', '{ type: levenshtein, value: sitting, threshold: 2 }', [0, false]],
  ['kitten', '{ type: levenshtein, value: sitting }', [1, true]],
  ['one two - three', '{ type: word-count, value: 4 }', 'pass'],
  ['one two', '{ type: word-count, value: { min: 2, max: 3 } }', 'pass'],
  ['one', '{ type: word-count, value: { min: 2 } }', 'fail'],
  ['one', '{ type: not-word-count, value: { min: 2 } }', 'pass'],
  ['x', '{ type: latency, threshold: 250 }', 'pass'],
  ['x', '{ type: latency, threshold: 249 }', 'fail'],
  ['x', '{ type: cost, threshold: 0.002 }', 'pass'],
  ['x', '{ type: not-cost, threshold: 0.001 }', 'pass'],
  ['x', '{ type: finish-reason, value: stop }', 'pass'],
  ['the cat sat', '{ type: gleu, value: the cat sat down }', [0.6, true]],
  ['the cat sat', '{ type: rouge-n, value: the cat sat down }', [6 / 7, true]],
  ['the cat', '{ type: not-rouge-n, value: a dog }', [1, true]],
  ['I cannot help with that.', '{ type: is-refusal }', 'pass'],
  ['<a><b>x</b></a>', '{ type: is-xml, value: { requiredElements: [a.b] } }', 'pass'],
  ['Text <a><b>x</b></a>', '{ type: is-xml }', 'fail'],
  ['Text <a><b>x</b></a>', '{ type: contains-xml, value: { requiredElements: [a.c] } }', 'fail'],
];

describe('assertions of promptfoo', () => {
  for (const [reply, assertion, wanted] of rows) {
    it(`${assertion} of ${JSON.stringify(reply)}`, async () => {
      const score = await scoreOf(reply, `[${assertion}]`);
      assert.ok(score.outcome === 'scored');
      const [value, pass] =
        typeof wanted === 'string' ? [Number(wanted === 'pass'), wanted === 'pass'] : wanted;
      assert.deepEqual([score.value, score.pass], [value, pass]);
    });
  }

  const yes = '{ type: contains, value: a }';
  const no = '{ type: contains, value: z }';
  const sums: readonly (readonly [
    assertions: string,
    more: string,
    value: number,
    pass: boolean,
  ])[] = [
    [`[${yes}, ${no}]`, '', 0.5, false],
    [`[${yes}, ${no}]`, 'threshold: 0.5', 0.5, true],
    [`[${yes}, ${no}]`, 'threshold: 0.51', 0.5, false],
    [`[${no}]`, 'threshold: 0', 0, true],
    [
      '[{ type: contains, value: a, weight: 3 }, { type: contains, value: z, weight: 1 }]',
      'threshold: 0.75',
      0.75,
      true,
    ],
    [`[${yes}, { type: contains, value: z, weight: 0 }]`, '', 1, true],
    [`[{ type: assert-set, assert: [${yes}, ${no}] }, ${yes}]`, '', 0.75, false],
    [`[{ type: assert-set, threshold: 0.5, assert: [${yes}, ${no}] }, ${yes}]`, '', 0.75, true],
    [
      `[{ type: assert-set, threshold: 0.5, weight: 3, assert: [${yes}, ${no}] }, ${no}]`,
      'threshold: 0.3',
      0.375,
      true,
    ],
    [`[{ type: assert-set, weight: 0, assert: [${no}] }, ${yes}]`, '', 1, true],
  ];
  for (const [assertions, more, value, pass] of sums) {
    it(`are weighed: ${assertions} ${more}`, async () => {
      const score = await scoreOf('a', assertions, more);
      assert.ok(score.outcome === 'scored');
      assert.deepEqual([score.value, score.pass], [value, pass]);
    });
  }

  it('ask the judge that is named, or the default, and the evaluator lists them', () => {
    const tests =
      '  - vars: { a: x }\n    options: { provider: { text: openai:chat:gpt-5, embedding: "openai:embedding:e" } }\n' +
      '    assert:\n      - { type: llm-rubric, value: Kind? }\n      - { type: similar, value: x }\n' +
      '      - { type: factuality, value: "{{a}}", provider: anthropic:messages:judge }\n' +
      '  - vars: { a: x }\n    assert: [{ type: g-eval, value: [One, Two] }]\n';
    const { cases, evaluators } = promptOf(configOf(tests));
    assert.deepEqual(evaluators[0]?.with, {
      judges: ['openai/gpt-5', 'anthropic/judge', 'default'],
      embeddings: ['openai/e'],
    });
    const uses = cases.flatMap(({ assertions }) =>
      (assertions?.assert ?? []).map((one) => ('uses' in one ? [one.uses, one.threshold] : [])),
    );
    assert.deepEqual(uses, [
      ['rubric', undefined],
      ['semantic-similarity', 0.75],
      ['rubric', 1],
      ['g-eval', 0.7],
    ]);
  });
});
