import type { TrialResult } from '#protocol/trial.ts';

/** Results by trial, without what differs from one time to the next: times, attempts, costs and ids of requests. */
export function outcomesOf(results: readonly TrialResult[]): readonly unknown[] {
  return results
    .toSorted((a, b) => a.trial - b.trial)
    .map(({ trial, candidate, caseId, repeat, state, failure, scores, pass, reply }) => ({
      trial,
      candidate,
      caseId,
      repeat,
      state,
      failure: failure?.code,
      scores,
      pass,
      text: reply?.text,
      ending: reply?.ending,
      usage: reply?.usage,
      costUsd: reply?.costUsd,
      model: reply?.returnedModel,
    }));
}
