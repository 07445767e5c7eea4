import type { CaseResult } from '#extension/running/resultBoard.ts';
import { trialResult } from './results.ts';

/** The case `refund`, which has passed. */
export function caseResult(change: Partial<CaseResult> = {}): CaseResult {
  return {
    root: '/w',
    prompt: '/w/a.prompt.yml',
    caseId: 'refund',
    variant: 'base',
    model: 'mock/small',
    runId: '01M858VHTA4QX50TDF3RFW2075',
    startedAt: '2026-11-23T22:36:00.000Z',
    trials: [trialResult()],
    outcome: 'passed',
    isStale: false,
    baseline: undefined,
    ...change,
  };
}
