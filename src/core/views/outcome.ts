import type { RowOutcome } from '#protocol/panelRun.ts';
import type { TrialState } from '#protocol/trial.ts';

/**
 * An error weighs more than a failure, and that more than a missing verdict. A trial that was cancelled says nothing beside
 * others.
 */
export function outcomeOf(
  all: readonly { readonly state: TrialState; readonly pass?: boolean | undefined }[],
): Exclude<RowOutcome, 'running'> {
  const trials = all.filter(({ state }) => state !== 'cancelled' && state !== 'budget-reached');
  if (trials.some(({ state }) => state === 'error' || state === 'unknown')) return 'error';
  if (trials.some(({ pass }) => pass === false)) return 'failed';
  return trials.length > 0 && trials.every(({ pass }) => pass === true) ? 'passed' : 'not scored';
}

/** How a trial without a reply ended. */
export function stateWords(state: TrialState): string {
  return words[state];
}

const words: Readonly<Record<TrialState, string>> = {
  replied: '',
  truncated: '',
  filtered: '',
  empty: '',
  error: 'It ended with an error.',
  cancelled: 'It was cancelled.',
  'budget-reached': 'It was not asked: the budget was reached.',
  unknown: 'It was asked and never answered, perhaps billed.',
};
