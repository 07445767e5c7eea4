import assert from 'node:assert/strict';
import { budgetToFinish } from '#cli/budgetAdvice.ts';
import type { CandidateSummary } from '#protocol/run.ts';

const none = {
  replied: 0,
  truncated: 0,
  filtered: 0,
  empty: 0,
  error: 0,
  cancelled: 0,
  'budget-reached': 0,
  unknown: 0,
};

function candidate(planned: number, states: Partial<typeof none>): CandidateSummary {
  return {
    candidate: 0,
    planned,
    states: { ...none, ...states },
    errors: {},
    judged: 0,
    passed: 0,
    evaluators: [],
    inputTokens: 0,
    outputTokens: 0,
    withoutUsage: 0,
  };
}

describe('the budget that a run is told to go on with', () => {
  it('holds what all trials cost at the rate so far, a quarter more, and one most expensive call', () => {
    const candidates = [candidate(100, { replied: 10, 'budget-reached': 90 })];
    assert.equal(budgetToFinish({ candidates, spentUsd: 1 }, 1.5), 14);
  });

  it('is at least twice the old one', () => {
    const candidates = [candidate(10, { replied: 9, 'budget-reached': 1 })];
    assert.equal(budgetToFinish({ candidates, spentUsd: 0.5 }, 1), 2);
    const nothing = [candidate(10, { 'budget-reached': 10 })];
    assert.equal(budgetToFinish({ candidates: nothing, spentUsd: 0 }, 1), 2);
  });
});
