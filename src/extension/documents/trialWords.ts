import { count, duration, figure, money } from '#core/report/numbers.ts';
import type { ModelReply } from '#protocol/reply.ts';
import type { NamedScore } from '#protocol/score.ts';
import type { TrialResult, TrialState } from '#protocol/trial.ts';
import { codeSpan } from './markdown.ts';

/** How a trial ended, in a few words of Markdown. */
export function trialWords(result: TrialResult): string {
  const { state } = result;
  if (state === 'error') return `Error${failureWords(result)}`;
  const ended = endWords[state];
  if (ended !== undefined) return ended;
  const note = replyNotes[state];
  return note === undefined ? verdictWords(result) : `${verdictWords(result)}, ${note}`;
}

type Words = Readonly<Partial<Record<TrialState, string>>>;

const endWords: Words = {
  cancelled: 'Cancelled',
  'budget-reached': 'Not asked: the budget was reached',
  unknown: 'Asked and never answered, perhaps billed',
};

const replyNotes: Words = {
  truncated: 'reply cut off at its length limit',
  filtered: "reply withheld by the service's filter",
  empty: 'reply empty',
};

function verdictWords({ pass }: TrialResult): string {
  if (pass === undefined) return 'Not scored';
  return pass ? 'Passed' : 'Failed';
}

function failureWords({ failure }: TrialResult): string {
  if (failure === undefined) return '';
  return ` ${codeSpan(failure.code, 60)}: ${codeSpan(failure.message, 600)}`;
}

/** One evaluator's word on a reply. */
export function scoreWords({ evaluator, score }: NamedScore): string {
  const name = codeSpan(evaluator);
  if (score.outcome === 'not-applicable') return `not applicable: ${name}${whyWords(score.why)}`;
  if (score.outcome === 'failed') return `could not score: ${name}${whyWords(score.why)}`;
  const verdict = score.pass === undefined ? 'measured' : score.pass ? 'passed' : 'failed';
  return `${verdict}: ${name} ${figure(score.value)}${whyWords(score.why)}`;
}

function whyWords(why: string | undefined): string {
  return why === undefined ? '' : `: ${codeSpan(why, 600)}`;
}

/** Where a reply came from and what it took. */
export function replyFacts(reply: ModelReply): string {
  const facts: string[] = [sourceWords[reply.source ?? 'live']];
  if (reply.latencyMs !== undefined) facts.push(duration(reply.latencyMs));
  const { usage } = reply;
  facts.push(
    usage === undefined
      ? 'no token counts'
      : `${count(usage.inputTokens)} tokens in, ${count(usage.outputTokens)} out${usage.estimated === true ? ' (estimated)' : ''}`,
    money(reply.costUsd),
  );
  if (reply.returnedModel !== undefined) {
    facts.push(`answered as ${codeSpan(reply.returnedModel, 80)}`);
  }
  return facts.join(', ');
}

const sourceWords = {
  live: 'live',
  cache: 'from the reply cache',
  recording: 'from a recording',
} as const;
