import { figure, money, percent } from '#base/numbers.ts';
import type { ChangeTest, MeasuredChange } from '#protocol/comparison.ts';
import type { CandidateName, EvaluatorName } from '#protocol/panelRun.ts';

/** `openai/gpt-5-mini`, and the variant where it is not the prompt as written. */
export function candidateText({
  variant,
  model,
}: Pick<CandidateName, 'variant' | 'model'>): string {
  return variant === 'base' ? model : `${model} · ${variant}`;
}

/** By its index in the run's manifest: of several prompts a view shows the candidates of one. */
export function candidateIn<T extends Pick<CandidateName, 'candidate'>>(
  { candidates }: { readonly candidates: readonly T[] },
  candidate: number,
): T | undefined {
  return candidates.find((one) => one.candidate === candidate);
}

/** A figure of an evaluator; `undefined` reads the pass rate's way. */
export function valueText(
  value: number | undefined | null,
  evaluator: EvaluatorName | undefined,
): string {
  if (value === undefined || value === null) return '–';
  return evaluator === undefined ? percent(value) : figure(value);
}

/** With its sign, also where it rounds to nothing. */
export function differenceText(difference: number, isShare: boolean): string {
  const sign = difference > 0 ? '+' : difference < 0 ? '−' : '±';
  const size = Math.abs(difference);
  return isShare ? `${sign}${(size * 100).toFixed(1)} pp` : `${sign}${figure(size)}`;
}

/** The word, and what one needs to believe it. */
export function verdictSentence(change: MeasuredChange, isShare: boolean): string {
  const { verdict, n, interval, p, adjusted, test, smallest } = change;
  const shown = (value: number): string => differenceText(value, isShare);
  return [
    verdict,
    `${n} cases`,
    ...(interval === undefined ? [] : [`95 % ${shown(interval.low)} to ${shown(interval.high)}`]),
    `p ${probability(p)}`,
    ...(adjusted === undefined ? [] : [`${probability(adjusted)} after Holm`]),
    testNames[test],
    ...(smallest === undefined
      ? []
      : [`could have seen ${shown(smallest).replace('+', '±')} or more`]),
  ].join(', ');
}

const testNames: Readonly<Record<ChangeTest, string>> = {
  mcnemar: 'exact McNemar',
  'sign-flip': 'paired randomisation',
  'swapped-cases': 'randomised corpus value',
};

function probability(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** `18 Nov, 14:02`, in the zone of whoever looks. */
export function timeText(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const year = at.getFullYear();
  const shownYear = year === new Date().getFullYear() ? '' : ` ${year}`;
  return `${at.getDate()} ${months[at.getMonth()] ?? ''}${shownYear}, ${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
}

/** A browser's own table of words for dates takes longer to be opened than all else before the first row. */
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec'.split(' ');

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** USD for a thousand cases. */
export function perThousand(usd: number | undefined): string {
  return usd === undefined ? 'unpriced' : `${money(usd)} / 1,000`;
}
