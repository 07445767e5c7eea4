import { html, nothing, type TemplateResult } from 'lit';
import type { MeasuredChange } from '#protocol/comparison.ts';
import { arrow } from './icons.ts';
import { differenceText, verdictSentence } from './words.ts';

/** The difference, the word, and what a person needs to judge the word. */
export function verdictView(change: MeasuredChange | undefined, isShare: boolean): TemplateResult {
  if (change === undefined) return html`${nothing}`;
  const { verdict: word, difference, smallest, n } = change;
  const direction = difference > 0 ? 'up' : difference < 0 ? 'down' : 'flat';
  const isSure = word === 'improved' || word === 'regressed';
  const note =
    word === 'no evidence' && smallest !== undefined
      ? `, needs ${differenceText(smallest, isShare).replace('+', '±')}`
      : word === 'too few cases'
        ? ` (${n})`
        : '';
  return html`<span
    class="verdict ${isSure ? word : 'unsure'}"
    title=${verdictSentence(change, isShare)}
  >
    ${isSure ? arrow(direction, word) : nothing}
    <span>${differenceText(difference, isShare)} ${word}${note}</span>
  </span>`;
}
