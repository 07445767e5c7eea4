import { plainField } from '#base/plainText.ts';
import { durationText, moneyText, overallOutcome, resultText } from '../running/outcomeText.ts';
import type { CaseResult, Outcome } from '../running/resultBoard.ts';

/** Told apart by shape too, not by colour alone. */
const signs: Readonly<Record<Outcome, string>> = {
  passed: '✓',
  failed: '✗',
  error: '⚠',
  'not-scored': '?',
  running: '…',
};

export interface InlineText {
  readonly outcome: Outcome;
  readonly text: string;
}

const longestReply = 60;

/** What stands at the end of a case's line: `✗ failed: right queue · "bug" · 0.4 s · $0.0003`. */
export function inlineText(results: readonly CaseResult[]): InlineText | undefined {
  const outcome = overallOutcome(results);
  if (outcome === undefined) return undefined;
  const parts = [resultText(results)];
  const trials = results.flatMap((result) => result.trials);
  const replies = new Set(trials.map(({ reply }) => reply?.text ?? ''));
  const [reply = ''] = replies;
  // Replies that differ are for the result document: one of them would stand for all.
  if (outcome !== 'running' && replies.size === 1) {
    const shown = plainField(reply, longestReply);
    if (shown !== '') parts.push(`“${shown}”`);
  }
  const [only] = trials;
  if (outcome !== 'running' && trials.length === 1 && only?.reply !== undefined) {
    const { latencyMs, costUsd } = only.reply;
    if (latencyMs !== undefined) parts.push(durationText(latencyMs));
    if (costUsd !== undefined) parts.push(moneyText(costUsd));
  }
  return { outcome, text: `${signs[outcome]} ${parts.join(' · ')}` };
}
