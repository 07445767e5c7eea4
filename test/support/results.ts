import type { BaselineCell } from '#core/store/baselines.ts';
import type { NamedScore } from '#protocol/score.ts';
import type { TrialResult } from '#protocol/trial.ts';

/** A trial whose evaluator `right` has said `pass`. */
export function trialResult(change: Partial<TrialResult> = {}): TrialResult {
  const pass = 'pass' in change ? change.pass : true;
  return {
    trial: 0,
    candidate: 0,
    caseId: 'refund',
    repeat: 0,
    state: 'replied',
    reply: { text: 'billing', ending: 'stop' },
    scores: pass === undefined ? [] : [scored('right', pass ? 1 : 0, pass)],
    attempts: 1,
    pass: true,
    ...change,
  };
}

/** The same as the disk would give it: absent keys are not there. */
export function withoutPass({ pass: _pass, ...rest }: TrialResult): TrialResult {
  return rest;
}

export function withoutReply({ reply: _reply, pass: _pass, ...rest }: TrialResult): TrialResult {
  return rest;
}

export function scored(evaluator: string, value: number, pass?: boolean): NamedScore {
  return {
    evaluator,
    score: { outcome: 'scored', value, ...(pass === undefined ? {} : { pass }) },
  };
}

/** One trial that passed, of one evaluator. */
export function baselineCell(change: Partial<BaselineCell> = {}): BaselineCell {
  return {
    variant: 'base',
    model: 'mock/small',
    caseId: 'refund',
    n: 1,
    judged: 1,
    passed: 1,
    scores: { right: { n: 1, mean: 1 } },
    ...change,
  };
}
