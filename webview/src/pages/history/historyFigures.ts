import { duration, figure, money, percent } from '#base/numbers.ts';
import type { HistoryPoint, HistoryView } from '#protocol/panelHistory.ts';
import type { Interval } from '#protocol/run.ts';

type PointCandidate = HistoryPoint['candidates'][number];

/** Something that can be drawn over time. */
export interface HistoryFigure {
  readonly id: string;
  readonly title: string;
  readonly of: (candidate: PointCandidate) => number | undefined;
  readonly interval?: (candidate: PointCandidate) => Interval | undefined;
  readonly text: (value: number) => string;
  /** It cannot be less, or more. */
  readonly low?: number;
  readonly high?: number;
}

export function figuresOf({ evaluators }: HistoryView): readonly HistoryFigure[] {
  return [
    {
      id: 'passRate',
      title: 'Pass rate',
      of: (one) => one.passRate,
      interval: (one) => one.interval,
      text: percent,
      high: 1,
    },
    ...evaluators.map(({ name }, at): HistoryFigure => ({
      id: `score:${name}`,
      title: name,
      of: (one) => one.metrics[at]?.value,
      text: figure,
    })),
    { id: 'cost', title: 'Cost', of: (one) => one.costUsd, text: money, low: 0 },
    { id: 'latency', title: 'Latency, p50', of: (one) => one.latencyMs, text: duration, low: 0 },
  ];
}
