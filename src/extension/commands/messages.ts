import type { LeftOutReason } from '#core/compare/cells.ts';
import type { Accepted, AcceptedPrompt } from '#core/engine.ts';
import { count, counted } from '#core/report/numbers.ts';
import { noticeText } from '../host/noticeText.ts';

/** What became of an acceptance, in one sentence for each prompt; `isGood` is false where something was refused. */
export function acceptedMessage({ prompts, refused }: Accepted): {
  readonly text: string;
  readonly isGood: boolean;
} {
  if (refused !== undefined) {
    return { text: `Nothing was accepted: ${noticeText(refused, 500)}`, isGood: false };
  }
  const refusedOnes = prompts.filter((one) => one.refused !== undefined);
  const sentences = [...refusedOnes, ...prompts.filter((one) => one.refused === undefined)]
    .slice(0, mostPrompts)
    .map(promptSentence);
  const more = prompts.length - sentences.length;
  if (more > 0) sentences.push(`And ${counted(more, 'more prompt')}.`);
  return { text: sentences.join(' '), isGood: refusedOnes.length === 0 };
}

const mostPrompts = 5;

function promptSentence({ prompt, accepted, kept, leftOut, refused }: AcceptedPrompt): string {
  const name = noticeText(prompt, 80);
  if (refused !== undefined) return `${name}: nothing was accepted. ${noticeText(refused, 300)}`;
  const trials = leftOut.reduce((sum, one) => sum + one.trials, 0);
  const reasons = leftOut.map((one) => `${count(one.trials)} ${reasonWords[one.reason]}`);
  const left = trials === 0 ? '' : `, ${counted(trials, 'trial')} left out (${reasons.join(', ')})`;
  const keptWords = kept === 0 ? '' : `, ${count(kept)} kept from before`;
  return `${name}: ${counted(accepted, 'result')} accepted${keptWords}${left}.`;
}

const reasonWords: Readonly<Record<LeftOutReason, string>> = {
  error: 'with an error',
  cancelled: 'cancelled',
  'budget-reached': 'over budget',
  unknown: 'never answered',
  'not-scored': 'not scored',
  'not-run': 'not run',
};

/** What a person is asked before cases that passed are accepted as failed. */
export function replacingMessage(cases: number): {
  readonly text: string;
  readonly detail: string;
} {
  return {
    text: `Accept a run in which ${counted(cases, 'case')} failed that passed in the baseline?`,
    detail:
      'Later runs are compared with what is accepted: these cases would not show as failed any more.',
  };
}
