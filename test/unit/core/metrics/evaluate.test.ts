import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import type { Score } from '#protocol/score.ts';
import { promptYml } from '#core/formats/promptYml/read.ts';
import { prepareEvaluators } from '#core/metrics/evaluate.ts';
import type { Measured, Metric } from '#core/metrics/metric.ts';
import { applyThreshold } from '#core/metrics/threshold.ts';
import { evidence, FakeJudge } from '#support/evidence.ts';
import { evaluator, measure, prepared, problemsOf } from '#support/scoring.ts';

const tools = new FakeJudge([]);

function broken(measureIt: () => Measured | Promise<Measured>): Metric {
  return {
    kind: 'broken',
    title: 'Broken',
    documentation: 'For tests.',
    level: 'case',
    better: 'higher',
    range: [0, 1],
    needs: ['reply'],
    cost: 'free',
    useCases: ['any'],
    settings: z.unknown(),
    measure: measureIt,
  };
}

async function scoredBy(measureIt: () => Measured | Promise<Measured>): Promise<Score> {
  const options = { file: 'f', metrics: [broken(measureIt)] };
  const { value } = await prepareEvaluators([evaluator('broken')], options);
  assert.ok(value?.[0]);
  return (await value[0].measure(evidence('x'), tools)).score;
}

const scored = (value: number): Measured => ({ score: { outcome: 'scored', value } });

describe('prepared evaluators', () => {
  it('turn whatever a metric throws or rejects with into failed', async () => {
    const wanted = { outcome: 'failed', why: 'broken broke: no \\u{001B}way' };
    const fault = new Error('no \u001bway');
    const throwing = (): Measured => {
      throw fault;
    };
    assert.deepEqual(await scoredBy(throwing), wanted);
    assert.deepEqual(await scoredBy(() => Promise.reject(fault)), wanted);
  });

  it('let no number through that is not finite or outside the range', async () => {
    for (const value of [NaN, Infinity, -0.1, 1.1]) {
      assert.equal((await scoredBy(() => scored(value))).outcome, 'failed');
      assert.equal((await scoredBy(() => Promise.resolve(scored(value)))).outcome, 'failed');
    }
    assert.equal((await scoredBy(() => scored(0.5))).outcome, 'scored');
  });

  it('measure without a promise where no judge is asked', async () => {
    for (const [uses, settings] of [
      ['exact-match', {}],
      ['contains', {}],
      ['regex', { pattern: 'a' }],
      ['json-schema', { schema: {} }],
      ['label', { labels: ['a', 'b'] }],
      ['word-count', {}],
      ['string', { equals: 'a' }],
    ] as const) {
      const check = await prepared(uses, settings);
      assert.ok(!(check.measure(evidence('a', { expected: 'a' }), tools) instanceof Promise), uses);
    }
  });

  it('keep the good evaluators of a prompt that has bad ones', async () => {
    const list = [evaluator('exact-match'), evaluator('exact'), evaluator('json')];
    const { value, problems } = await prepareEvaluators(list, { file: 'f' });
    assert.deepEqual(
      value?.map((one) => one.metric.kind),
      ['exact-match', 'json'],
    );
    assert.deepEqual(
      problems.map((problem) => problem.code),
      ['unknown-metric'],
    );
  });

  it('let the threshold decide the pass', async () => {
    const check = await prepared('edit-similarity', {}, 0.5);
    const half = await check.measure(evidence('flaw', { expected: 'lawn' }), tools);
    assert.deepEqual(half.score, { outcome: 'scored', value: 0.5, pass: true });
    const slow = await (await prepared('latency', { maxMs: 1 }, 250)).measure(evidence('x'), tools);
    assert.deepEqual(slow.score, { outcome: 'scored', value: 250, pass: true });
    const label = await prepared('label', { labels: ['a', 'b'] }, 1);
    assert.deepEqual(await label.measure(evidence('a', { expected: 'b' }), tools), {
      score: { outcome: 'scored', value: 0, pass: false },
      statistic: { expected: 'b', predicted: 'a' },
    });
  });
});

describe('problems of evaluators', () => {
  it('say what was found, what is allowed and what to do, at the evaluator', async () => {
    assert.deepEqual(await problemsOf('exact-match', { ignorecase: true }), [
      {
        code: 'unknown-key',
        severity: 'error',
        file: 'a.prompt.yml',
        range: { start: { line: 7, column: 3 }, end: { line: 9, column: 1 } },
        message: 'Evaluator "check": "ignorecase" is no key that can stand here.',
        allowed: 'ignoreCase, trim, ignorePunctuation',
        next: 'Did you mean "ignoreCase"? Rename or remove it.',
        suggestion: 'ignoreCase',
      },
    ]);
  });

  it('point at the setting itself where the file is read with places', async () => {
    const text = [
      'messages: [{ role: user, content: hello }]',
      'testData: [{ expected: a }]',
      'evaluators:',
      '  - name: pattern',
      '    uses: regex',
      '    with: { pattern: "(?=a)" }',
      '  - name: schema',
      '    uses: json-schema',
      '    with:',
      '      schma: {}',
      '      schema: { type: objekt }',
      '  - name: labels',
      '    uses: label',
      '    with: { labels: [a, b, A] }',
      '  - name: github',
      '    string: { }',
    ].join('\n');
    const { value: prompt } = promptYml.read(new TextEncoder().encode(text), 'a.prompt.yml');
    const { problems } = await prepareEvaluators(prompt?.evaluators ?? [], {
      file: 'a.prompt.yml',
    });
    assert.deepEqual(
      problems.map(({ code, range }) => [code, range.start.line, range.start.column]),
      [
        ['regex-unsupported', 6, 22],
        ['unknown-key', 10, 7],
        ['labels-repeated', 14, 28],
        ['string-empty', 15, 5],
      ],
    );
  });

  const rows: readonly [
    uses: string,
    settings: unknown,
    code: string,
    allowed: string,
    next: string,
  ][] = [
    ['regex', {}, 'missing-key', 'text', 'Add it.'],
    ['exact-match', { trim: 'yes' }, 'wrong-type', 'true or false', 'Write true or false.'],
    ['exact-match', 'x', 'wrong-type', 'a map of keys', 'Write one setting a line.'],
    ['json', { type: 'arry' }, 'wrong-value', 'object, array', 'Write "array".'],
    [
      'latency',
      { maxMs: -1 },
      'out-of-range',
      'a number of at least 0',
      'Write a number of at least 0.',
    ],
    ['label', { labels: [] }, 'out-of-range', 'at least 2 items', 'Write at least 2 items.'],
    [
      'json-schema',
      { schema: 3 },
      'wrong-type',
      'a map of keys or text',
      'Write one of what is allowed.',
    ],
    [
      'regex',
      { pattern: 'a', flags: 'ii' },
      'wrong-format',
      'i, m, s, each at most once',
      'Correct it.',
    ],
  ];
  for (const [uses, settings, code, allowed, next] of rows) {
    it(`${uses} with ${JSON.stringify(settings)} is ${code}`, async () => {
      const [problem] = await problemsOf(uses, settings);
      assert.deepEqual([problem?.code, problem?.allowed, problem?.next], [code, allowed, next]);
    });
  }

  it('name the metric that a mistyped one is close to', async () => {
    const [problem] = await problemsOf('exact_match');
    assert.equal(problem?.code, 'unknown-metric');
    assert.equal(problem.next, 'Did you mean `exact-match`?');
    const [other] = await problemsOf('github/banana');
    assert.equal(other?.next, 'Use one of these.');
  });

  for (const threshold of [1.5, -0.1, NaN, Infinity]) {
    it(`refuse the threshold ${threshold} for a metric from 0 to 1`, async () => {
      const problems = await problemsOf('exact-match', {}, threshold);
      assert.deepEqual(
        problems.map((one) => one.code),
        ['threshold-out-of-range'],
      );
      assert.equal(problems[0]?.allowed, 'a number from 0 to 1');
    });
  }

  it('cut what they quote and keep control characters out', async () => {
    const [problem] = await problemsOf(`\u001b[31m\u202E${'x'.repeat(200)}`);
    assert.equal(
      problem?.message,
      `Evaluator "check": there is no metric "\\u{001B}[31m\\u{202E}${'x'.repeat(73)}…".`,
    );
  });
});

describe('applyThreshold', () => {
  it('passes at the threshold, on the better side', () => {
    const at = { outcome: 'scored', value: 0.5 } as const;
    assert.deepEqual(applyThreshold(at, 0.5, 'higher'), { ...at, pass: true });
    assert.deepEqual(applyThreshold(at, 0.6, 'higher'), { ...at, pass: false });
    assert.deepEqual(applyThreshold(at, 0.5, 'lower'), { ...at, pass: true });
    assert.deepEqual(applyThreshold(at, 0.4, 'lower'), { ...at, pass: false });
  });

  it('leaves alone what is no score, and everything where there is no threshold', () => {
    const none = { outcome: 'failed', why: 'x' } as const;
    assert.equal(applyThreshold(none, 0.5, 'higher'), none);
    const measured = { outcome: 'scored', value: 0.5 } as const;
    assert.equal(applyThreshold(measured, undefined, 'higher'), measured);
  });
});

async function passes(uses: string, settings: object, more = {}): Promise<unknown> {
  const { score } = await measure(uses, settings, evidence('x', more));
  return score.outcome === 'scored' && score.pass;
}

describe('latency, cost and ending', () => {
  it('only measure where no limit is set', async () => {
    assert.deepEqual((await measure('latency', {}, evidence('x'))).score, {
      outcome: 'scored',
      value: 250,
    });
    assert.deepEqual((await measure('cost', {}, evidence('x'))).score, {
      outcome: 'scored',
      value: 0.002,
    });
  });

  it('pass up to and with the limit', async () => {
    assert.equal(await passes('latency', { maxMs: 250 }), true);
    assert.equal(await passes('latency', { maxMs: 249 }), false);
    assert.equal(await passes('cost', { maxUsd: 0.002 }), true);
    assert.equal(await passes('cost', { maxUsd: 0.001 }), false);
    assert.equal(await passes('ending', {}), true);
    assert.equal(await passes('ending', {}, { ending: 'length' }), false);
    assert.equal(
      await passes('ending', { allowed: ['stop', 'length'] }, { ending: 'length' }),
      true,
    );
  });
});
