import assert from 'node:assert/strict';
import type { CandidateSummary, EvaluatorSummary } from '#protocol/run.ts';
import { checkGate } from '#core/runner/gate.ts';

const evaluator: EvaluatorSummary = {
  name: 'right',
  kind: 'exact-match',
  level: 'case',
  better: 'higher',
  scored: 10,
  notApplicable: 0,
  failed: 0,
  value: 0.9,
  judged: 10,
  passed: 9,
};

const states = {
  replied: 10,
  truncated: 0,
  filtered: 0,
  empty: 0,
  error: 0,
  cancelled: 0,
  'budget-reached': 0,
  unknown: 0,
};

function candidate(
  change: Partial<CandidateSummary>,
  one: Partial<EvaluatorSummary> = {},
): CandidateSummary {
  return {
    candidate: 0,
    planned: 10,
    states,
    errors: {},
    judged: 10,
    passed: 9,
    passRate: 0.9,
    evaluators: [{ ...evaluator, ...one }],
    inputTokens: 0,
    outputTokens: 0,
    withoutUsage: 0,
    ...change,
  };
}

const evidence = (summaries: readonly CandidateSummary[], name: string) => ({
  summaries,
  candidateOf: () => ({ prompt: 0, variant: 'base', model: 'mock/small' }),
  nameOf: () => name,
});

const reasons = (rule: Parameters<typeof checkGate>[0], summary: CandidateSummary) =>
  checkGate(rule, evidence([summary], 'base on mock/small')).reasons;

describe('the gate', () => {
  it('passes where the pass rate is reached exactly', () => {
    assert.deepEqual(reasons({ passRate: 0.9 }, candidate({})), []);
  });

  it('says by how much the pass rate was missed', () => {
    assert.deepEqual(reasons({ passRate: 1 }, candidate({})), [
      'base on mock/small: 9 of 10 passed (90.0 %), 100.0 % needed',
    ]);
  });

  it('never rounds a rate up to the one that is needed', () => {
    const summary = candidate({ judged: 10_000, passed: 9999, passRate: 0.9999 });
    assert.deepEqual(reasons({ passRate: 1 }, summary), [
      'base on mock/small: 9999 of 10000 passed (> 99.9 %), 100.0 % needed',
    ]);
  });

  it('tells a rate that was just missed from the one that is needed', () => {
    const summary = candidate({ judged: 10_000, passed: 8999, passRate: 0.8999 });
    assert.deepEqual(reasons({ passRate: 0.9 }, summary), [
      'base on mock/small: 8999 of 10000 passed (just below 90.0 %), 90.0 % needed',
    ]);
  });

  it('fails where nothing was scored', () => {
    const nothing = candidate({ judged: 0, passed: 0 }, { scored: 0, judged: 0, passed: 0 });
    const { passRate: _none, ...summary } = nothing;
    assert.deepEqual(reasons({ passRate: 0.5 }, summary), [
      'base on mock/small: nothing was scored',
    ]);
  });

  it('fails where every verdict was lost because a judge broke', () => {
    const { passRate: _none, ...summary } = candidate(
      { judged: 0, passed: 0 },
      { scored: 0, judged: 0, passed: 0, failed: 10 },
    );
    assert.deepEqual(reasons({ passRate: 0.5 }, summary), [
      'base on mock/small: nothing was scored',
    ]);
  });

  it('has nothing to say of a prompt that only measures', () => {
    const { passRate: _none, ...summary } = candidate({ judged: 0, passed: 0 }, { judged: 0 });
    assert.deepEqual(reasons({ passRate: 1 }, summary), []);
  });

  it('has nothing to say of a prompt that asserts nothing', () => {
    const { passRate: _none, ...summary } = candidate({ judged: 0, passed: 0, evaluators: [] });
    assert.deepEqual(reasons({ passRate: 1 }, summary), []);
  });

  it('neither fails nor passes by a judge that only informs, and says so', () => {
    const judge = { status: 'below', informs: true } as const;
    const informing = candidate({}, { name: 'polite', value: 0.1, judge });
    const { checks, ...result } = checkGate(
      { passRate: 0.9, metrics: { polite: 0.9 } },
      evidence([informing, informing], 'base'),
    );
    assert.deepEqual(
      checks?.map(({ rule, state, found, why }) => [rule, state, found, why]).slice(0, 2),
      [
        ['pass-rate', 'reached', 0.9, undefined],
        [
          'metric',
          'not-counted',
          0.1,
          'The judge is not calibrated: it informs, and does not count.',
        ],
      ],
    );
    assert.deepEqual(result, {
      pass: true,
      reasons: [],
      notes: [
        'The judge "polite" agrees too little with people: its verdict informs and does not count.',
      ],
    });
    const { passRate: _none, ...without } = informing;
    assert.deepEqual(reasons({ passRate: 0.5 }, { ...without, judged: 0, passed: 0 }), [
      'base on mock/small: no verdict counts, since no judge is calibrated',
    ]);
  });

  it('holds a metric against its bound, in its own direction', () => {
    const slow = candidate({}, { name: 'latency', better: 'lower', value: 850 });
    assert.deepEqual(reasons({ metrics: { latency: 800 } }, slow), [
      'base on mock/small: latency is 850, at most 800 needed',
    ]);
    assert.deepEqual(reasons({ metrics: { latency: 850 } }, slow), []);
    assert.deepEqual(reasons({ metrics: { right: 0.95 } }, candidate({})), [
      'base on mock/small: right is 0.9, at least 0.95 needed',
    ]);
  });

  it('fails a bound whose metric has no value', () => {
    const { value: _none, ...unscored } = evaluator;
    assert.deepEqual(reasons({ metrics: { right: 0.5 } }, candidate({ evaluators: [unscored] })), [
      'base on mock/small: right has no value',
    ]);
  });
});
