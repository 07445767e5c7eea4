import type { Estimate, Preflight } from '#protocol/run.ts';
import { count, counted, money } from '#core/report/numbers.ts';
import type { Echo } from './echo.ts';
import { tableText } from './table.ts';

/** What a run is about to do, in one line. */
export function planSentence(preflight: Preflight): string {
  const { cases, trials, calls, judgeCalls, costUsd, judgeCostUsd, unpriced } = preflight;
  const judges = judgeCalls > 0 ? ` and ${count(judgeCalls)} to judges` : '';
  const expected = money(costUsd.expected + judgeCostUsd.expected);
  const high = money(costUsd.high + judgeCostUsd.high);
  const models =
    unpriced.length > 0 ? `, and what these cost without a price: ${unpriced.join(', ')}` : '';
  return `${counted(trials, 'trial')} over ${counted(cases, 'case')}: ${counted(calls, 'call')}${judges}, ${expected} expected, at most ${high}${models}.`;
}

/** What a calibration is about to do, in one line. */
export function judgeSentence({ judgeCalls, judgeCostUsd, unpriced }: Preflight): string {
  const models =
    unpriced.length > 0 ? `, and what these cost without a price: ${unpriced.join(', ')}` : '';
  return `${counted(judgeCalls, 'call')} to judges, ${money(judgeCostUsd.expected)} expected, at most ${money(judgeCostUsd.high)}${models}.`;
}

/** All of what is known before a run, for `--dry-run`. */
export function showPreflight(echo: Echo, preflight: Preflight): void {
  const { cases, trials, calls, judgeCalls, unpriced, candidates } = preflight;
  echo.line(`${counted(trials, 'trial')} over ${counted(cases, 'case')}; nothing was asked.`);
  echo.line();
  const columns = ['', 'calls', 'low', 'expected', 'high'].map((title) => ({ title, width: 20 }));
  const rows = [
    ['input tokens', '', ...cells(preflight.inputTokens, count)],
    ['output tokens', '', ...cells(preflight.outputTokens, count)],
    ['cost, task', count(calls), ...cells(preflight.costUsd, money)],
    ['cost, judges', count(judgeCalls), ...cells(preflight.judgeCostUsd, money)],
    [
      'cost, together',
      count(calls + judgeCalls),
      ...cells(sum(preflight.costUsd, preflight.judgeCostUsd), money),
    ],
  ];
  echo.text(tableText(columns, rows, 'compact'));
  echo.line();
  const wide = [
    { title: 'variant', width: 24 },
    { title: 'model', width: 34 },
    ...['calls', 'low', 'expected', 'high'].map((title) => ({ title, width: 9 })),
  ];
  const each = candidates.map((one) => [
    one.candidate.variant,
    one.candidate.model,
    count(one.calls),
    ...(one.costUsd === undefined ? ['unpriced', '', ''] : cells(one.costUsd, money)),
  ]);
  echo.text(tableText(wide, each, 'compact'));
  if (unpriced.length > 0) {
    echo.line();
    echo.line(['caution', 'Without a price, so not in these numbers:'], ` ${unpriced.join(', ')}`);
  }
}

function cells({ low, expected, high }: Estimate, show: (value: number) => string): string[] {
  return [show(low), show(expected), show(high)];
}

function sum(a: Estimate, b: Estimate): Estimate {
  return { low: a.low + b.low, expected: a.expected + b.expected, high: a.high + b.high };
}
