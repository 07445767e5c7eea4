import assert from 'node:assert/strict';
import type { CaseAssertions } from '#protocol/assertion.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Score } from '#protocol/score.ts';
import type { CaseDemands, Evidence, Measured } from '#core/metrics/metric.ts';
import { evidence, FakeJudge } from '#support/evidence.ts';
import { prepared } from '#support/scoring.ts';

function caseOf(assertions: CaseAssertions): EvalCase {
  const { testCase } = evidence('');
  return { ...testCase, assertions };
}

function seen(reply: string, assertions: CaseAssertions, more: Partial<Evidence> = {}): Evidence {
  return evidence(reply, { ...more, testCase: caseOf(assertions) });
}

async function measured(
  reply: string,
  assertions: CaseAssertions,
  judge: FakeJudge = new FakeJudge([]),
  settings: unknown = {},
): Promise<Measured> {
  const ready = await prepared('assertions', settings);
  return ready.measure(seen(reply, assertions), judge);
}

async function scoreOf(reply: string, ...demanded: CaseAssertions['assert']): Promise<Score> {
  return (await measured(reply, { assert: demanded })).score;
}

async function demandsOf(assertions: CaseAssertions, settings: unknown = {}): Promise<CaseDemands> {
  const ready = await prepared('assertions', settings);
  assert.ok(ready.ofCase);
  return ready.ofCase(caseOf(assertions));
}

describe('what a case demands', () => {
  it('compares with its own text, and else with what the case expects', async () => {
    const ready = await prepared('assertions');
    const demanded: CaseAssertions = {
      assert: [{ uses: 'contains', expected: 'refund' }, { uses: 'contains' }],
    };
    const given = seen('Your refund comes on Monday.', demanded, { expected: 'Monday' });
    const { score } = await ready.measure(given, new FakeJudge([]));
    assert.deepEqual(score, { outcome: 'scored', value: 1, pass: true });
  });

  it('is not applicable to a case without', async () => {
    const ready = await prepared('assertions');
    const { score } = await ready.measure(evidence('x'), new FakeJudge([]));
    assert.deepEqual(score, {
      outcome: 'not-applicable',
      why: 'the case demands nothing of its own',
    });
  });

  it('is turned round by not, the value too', async () => {
    assert.deepEqual(await scoreOf('abcd', { uses: 'contains', expected: 'x', not: true }), {
      outcome: 'scored',
      value: 1,
      pass: true,
    });
    assert.deepEqual(
      await scoreOf('abcd', {
        uses: 'edit-similarity',
        expected: 'abcx',
        threshold: 0.9,
        not: true,
      }),
      { outcome: 'scored', value: 0.25, pass: true },
    );
  });

  it('counts a verdict as 1 or 0 where it is told to', async () => {
    const two = { uses: 'contains-all', expected: ['a', 'x'] };
    const half = await scoreOf('a', two);
    assert.equal(half.outcome === 'scored' && half.value, 0.5);
    const none = await scoreOf('a', { ...two, counts: 'verdict' });
    assert.equal(none.outcome === 'scored' && none.value, 0);
  });

  it('counts what has no bounds by its verdict, and is failed without one', async () => {
    assert.deepEqual(await scoreOf('x', { uses: 'latency', with: { maxMs: 300 } }), {
      outcome: 'scored',
      value: 1,
      pass: true,
    });
    assert.deepEqual(await scoreOf('x', { uses: 'latency' }), {
      outcome: 'failed',
      why: 'latency: latency gives no verdict here: set its `threshold`',
    });
  });

  it('lets a group pass by its own threshold', async () => {
    const group = {
      threshold: 0.5,
      assert: [
        { uses: 'contains', expected: 'a' },
        { uses: 'contains', expected: 'x' },
      ],
    };
    assert.deepEqual(await scoreOf('a', group, { uses: 'contains', expected: 'a' }), {
      outcome: 'scored',
      value: 0.75,
      pass: true,
    });
  });

  it('keeps every outcome with its reason', async () => {
    const { details, statistic } = await measured('a', {
      assert: [
        { uses: 'contains', expected: 'a', name: 'letters', weight: 2 },
        { threshold: 0.4, assert: [{ uses: 'regex', with: { pattern: '^x' }, not: true }] },
      ],
    });
    assert.deepEqual(details, {
      assert: [
        {
          uses: 'contains',
          name: 'letters',
          weight: 2,
          outcome: 'scored',
          value: 1,
          pass: true,
        },
        {
          weight: 1,
          outcome: 'scored',
          value: 1,
          pass: true,
          why: 'the mean 1 of 1 against 0.4',
          assert: [
            { uses: 'regex', not: true, weight: 1, outcome: 'scored', value: 1, pass: true },
          ],
        },
      ],
    });
    assert.deepEqual(statistic, { letters: 1 });
  });

  it('answers at once where nothing waits', async () => {
    const ready = await prepared('assertions');
    const demanded: CaseAssertions = { assert: [{ uses: 'contains', expected: 'a' }] };
    await ready.ofCase?.(caseOf(demanded));
    assert.ok(!(ready.measure(seen('a', demanded), new FakeJudge([])) instanceof Promise));
  });

  it('makes a judge that broke failed, and never a 0', async () => {
    const demanded: CaseAssertions = {
      assert: [
        { uses: 'contains', expected: 'a' },
        { uses: 'rubric', with: { criteria: 'Is it polite?' } },
      ],
    };
    const judge = new FakeJudge([new Error('gone')], 'judge');
    const { score } = await measured('a', demanded, judge, { judges: ['default'] });
    assert.equal(score.outcome, 'failed');
  });

  it('tells names as means over all cases', async () => {
    const ready = await prepared('assertions');
    const sum = ready.accumulate?.();
    assert.ok(sum);
    for (const reply of ['a', 'b', 'b']) {
      const { statistic } = await ready.measure(
        seen(reply, { assert: [{ uses: 'contains', expected: 'a', name: 'has a' }] }),
        new FakeJudge([]),
      );
      sum.add(statistic ?? null);
    }
    assert.deepEqual(sum.result().figures, { 'has a': 1 / 3 });
  });
});

describe('what the demands of a case take', () => {
  it('are questions to judges and embedding models, counted for each case', async () => {
    const { asks, problems } = await demandsOf(
      {
        assert: [
          { uses: 'rubric', with: { criteria: 'Polite?', samples: 3 } },
          { assert: [{ uses: 'semantic-similarity', with: { modelId: 'e' }, expected: 'x' }] },
          { uses: 'contains', expected: 'x' },
        ],
      },
      { judges: ['default'], embeddings: ['e'] },
    );
    assert.deepEqual(problems, []);
    const once = { low: 1, expected: 1, high: 1 };
    assert.deepEqual(asks, [
      {
        model: 'judge',
        task: 'chat',
        calls: { low: 3, expected: 3, high: 6 },
        characters: 34,
      },
      { model: 'e', task: 'embedding', calls: once, characters: 0 },
      { model: 'e', task: 'embedding', calls: once, characters: 0 },
    ]);
  });

  it('tells a fault at the place of the assertion', async () => {
    const { problems } = await demandsOf({
      assert: [{ uses: 'contians', at: { file: 'a.yml', line: 12 } }],
    });
    assert.deepEqual(
      problems.map(({ code, file, range, message, next }) => [
        code,
        file,
        range.start.line,
        message,
        next,
      ]),
      [
        [
          'unknown-metric',
          'a.yml',
          12,
          'Assertion "contians": there is no metric "contians".',
          'Did you mean `contains`?',
        ],
      ],
    );
  });

  it('refuses a judge that the evaluator does not list', async () => {
    const { problems } = await demandsOf({
      assert: [{ uses: 'rubric', with: { criteria: 'Polite?' } }],
    });
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['assertion-model-unlisted'],
    );
  });

  it('refuses assertions in assertions', async () => {
    const { problems } = await demandsOf({ assert: [{ uses: 'assertions' }] });
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['assertion-in-assertion'],
    );
  });
});
