import { html, nothing, type TemplateResult } from 'lit';
import type { Verdict } from '#protocol/panelRun.ts';
import { arrow } from './icons.ts';
import { differenceText, verdictSentence } from './words.ts';

/** The difference, the word, and what a person needs to judge the word. */
export function verdictView(verdict: Verdict | undefined, isShare: boolean): TemplateResult {
  if (verdict === undefined) return html`${nothing}`;
  const { word, difference, smallestDetectable, n } = verdict;
  const direction = difference > 0 ? 'up' : difference < 0 ? 'down' : 'flat';
  const isSure = word === 'improved' || word === 'regressed';
  const note =
    word === 'no evidence' && smallestDetectable !== undefined
      ? `, needs ${differenceText(smallestDetectable, isShare).replace('+', '±')}`
      : word === 'too few cases'
        ? ` (${n})`
        : '';
  return html`<span
    class="verdict ${isSure ? word : 'unsure'}"
    title=${verdictSentence(verdict, isShare)}
  >
    ${isSure ? arrow(direction, word) : nothing}
    <span>${differenceText(difference, isShare)} ${word}${note}</span>
  </span>`;
}
