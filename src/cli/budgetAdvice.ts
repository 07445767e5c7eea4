import type { RunSummary } from '#protocol/run.ts';

/**
 * USD that should carry a run to its end which has reached its budget: what its trials have cost so far, for all of
 * them, and a quarter more. The old limit on top leaves room for what the last call could cost at most.
 */
export function budgetToFinish(
  { candidates, spentUsd }: Pick<RunSummary, 'candidates' | 'spentUsd'>,
  limitUsd: number,
): number {
  let planned = 0;
  let left = 0;
  for (const candidate of candidates) {
    planned += candidate.planned;
    left += candidate.states['budget-reached'] + candidate.states.cancelled;
  }
  const asked = planned - left;
  const expected = asked === 0 ? 0 : (spentUsd / asked) * planned * 1.25;
  return Math.max(limitUsd * 2, expected + limitUsd);
}
