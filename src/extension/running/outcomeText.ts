import { plainField } from '#base/plainText.ts';
import { counted, duration, figure, money } from '#core/report/numbers.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { colors } from '../ids.ts';
import type { CaseResult, Outcome } from './resultBoard.ts';

/** Words, icons and colours of outcomes, alike in lenses, inline results and trees. Every text is one plain line. */

interface Look {
  readonly word: string;
  readonly icon: string;
}

const looks: Readonly<Record<Outcome, Look>> = {
  passed: { word: 'passed', icon: 'pass' },
  failed: { word: 'failed', icon: 'error' },
  error: { word: 'error', icon: 'warning' },
  'not-scored': { word: 'not scored', icon: 'question' },
  running: { word: 'running', icon: 'loading~spin' },
};

/** A codicon's id. */
export function outcomeIcon(outcome: Outcome): string {
  return looks[outcome].icon;
}

/** A theme colour's id. */
export function outcomeColor(outcome: Outcome): string {
  return colors[outcome];
}

export function outcomeWord(outcome: Outcome): string {
  return looks[outcome].word;
}

/** What stands for all of them: `running` if one is, else the worst. `undefined`: there are none. */
export function overallOutcome(results: readonly CaseResult[]): Outcome | undefined {
  return bySeverity.find((outcome) => results.some((result) => result.outcome === outcome));
}

const bySeverity: readonly Outcome[] = ['running', 'error', 'failed', 'not-scored', 'passed'];

/** `passed`, `failed: right queue`, `0.60, was 0.80 (n=5)`, `error: rate-limited`, `2 of 3 passed, 1 error · stale`; empty where there are no results. */
export function resultText(results: readonly CaseResult[]): string {
  const texts = new Set(results.map((result) => ofOne(result)));
  const [first = ''] = texts;
  const text = texts.size > 1 ? ofSeveral(results) : first;
  return results.some((result) => result.isStale) ? `${text} · stale` : text;
}

/** `$0.0031`, `< $0.0001`; `unpriced` where nobody knows. */
export function moneyText(usd: number | undefined): string {
  return money(usd);
}

/** `812 ms`, `2.1 s`, `3 min 5 s`. */
export function durationText(ms: number): string {
  return duration(ms);
}

/** `just now`, `5 min ago`, `3 h ago`, `2 days ago`; the date where that is more than 30 days ago. */
export function ageText(thenMs: number, nowMs: number): string {
  if (!Number.isFinite(thenMs)) return 'at an unknown time';
  const minutes = Math.floor((nowMs - thenMs) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days > 30 ? new Date(thenMs).toISOString().slice(0, 10) : `${counted(days, 'day')} ago`;
}

function ofSeveral(results: readonly CaseResult[]): string {
  const of = (outcome: Outcome): number =>
    results.filter((result) => result.outcome === outcome).length;
  const parts = [`${of('passed')} of ${results.length} passed`];
  if (of('error') > 0) parts.push(counted(of('error'), 'error'));
  if (of('not-scored') > 0) parts.push(`${of('not-scored')} not scored`);
  if (of('running') > 0) parts.push(`${of('running')} running`);
  return parts.join(', ');
}

function ofOne(result: CaseResult): string {
  if (result.outcome === 'running') return 'running';
  if (result.outcome === 'error') return errorText(result.trials);
  if (result.outcome === 'failed') return failedText(result);
  const measured = measure(result, firstMeasured(result));
  if (measured !== undefined) return measured;
  return result.outcome === 'passed' ? `passed${wasText(result, 'failed')}` : 'not scored';
}

const endings: Readonly<Partial<Record<TrialResult['state'], string>>> = {
  cancelled: 'cancelled',
  'budget-reached': 'budget reached',
  unknown: 'never answered',
};

function errorText(trials: readonly TrialResult[]): string {
  const failed = trials.find((trial) => trial.failure !== undefined);
  if (failed?.failure !== undefined) return `error: ${plainField(failed.failure.code, 40)}`;
  const ended = trials.map((trial) => endings[trial.state]).find((word) => word !== undefined);
  return ended ?? 'error';
}

function failedText(result: CaseResult): string {
  const name = result.trials
    .flatMap((trial) => trial.scores)
    .find(
      ({ score, informs }) =>
        informs !== true && score.outcome === 'scored' && score.pass === false,
    )?.evaluator;
  if (name === undefined) return `failed${wasText(result, 'passed')}`;
  const measured = measure(result, name);
  const shown = plainField(name, 40);
  return measured === undefined
    ? `failed: ${shown}${wasText(result, 'passed')}`
    : `failed: ${shown} ${measured}`;
}

/** `, was failed` where the accepted result was the other one throughout. */
function wasText({ baseline }: CaseResult, other: 'passed' | 'failed'): string {
  if (baseline === undefined || baseline.judged === 0) return '';
  const accepted = other === 'passed' ? baseline.judged : 0;
  return baseline.passed === accepted ? `, was ${other}` : '';
}

function firstMeasured({ trials }: CaseResult): string | undefined {
  return trials.flatMap((trial) => trial.scores).find(({ score }) => score.outcome === 'scored')
    ?.evaluator;
}

/** `0.60, was 0.80 (n=5)`. Absent where the values say no more than a verdict does. */
function measure(result: CaseResult, evaluator: string | undefined): string | undefined {
  if (evaluator === undefined) return undefined;
  const scores = result.trials
    .flatMap((trial) => trial.scores)
    .flatMap((named) =>
      named.evaluator === evaluator && named.score.outcome === 'scored' ? [named.score] : [],
    );
  if (scores.length === 0) return undefined;
  const mean = scores.reduce((sum, { value }) => sum + value, 0) / scores.length;
  const isVerdict = scores.every(({ pass }) => pass !== undefined) && (mean === 0 || mean === 1);
  if (isVerdict) return undefined;
  const now = valueText(mean);
  const was = baselineMean(result, evaluator);
  const before = was === undefined || valueText(was) === now ? '' : `, was ${valueText(was)}`;
  return `${now}${before}${scores.length > 1 ? ` (n=${scores.length})` : ''}`;
}

function baselineMean({ baseline }: CaseResult, evaluator: string): number | undefined {
  if (baseline === undefined || !Object.hasOwn(baseline.scores, evaluator)) return undefined;
  return baseline.scores[evaluator]?.mean;
}

/** Two decimals; more where two would make a whole number of it. */
function valueText(value: number): string {
  const short = value.toFixed(2);
  const isSmall = Math.abs(value) < 1000 && !Number.isInteger(value);
  return isSmall && !Number.isInteger(Number(short)) ? short : figure(value);
}
