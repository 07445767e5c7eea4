import { duration, figure, money, percent } from '#base/numbers.ts';
import type { ForeignPoint, HistoryPoint, HistoryView } from '#protocol/panelHistory.ts';
import type { Interval } from '#protocol/run.ts';

type PointCandidate = HistoryPoint['candidates'][number];

/** Something that can be drawn over time. */
export interface HistoryFigure {
  readonly id: string;
  readonly title: string;
  readonly of: (candidate: PointCandidate) => number | undefined;
  /** Of a run of another program; absent: nothing there means the same. */
  readonly ofForeign?: (point: ForeignPoint) => number | undefined;
  readonly interval?: (candidate: PointCandidate) => Interval | undefined;
  readonly text: (value: number) => string;
  /** It cannot be less, or more. */
  readonly low?: number;
  readonly high?: number;
}

/** Metrics of other programs with the name of an evaluator are drawn with it; the others are figures of their own. */
export function figuresOf(
  { evaluators }: Pick<HistoryView, 'evaluators'>,
  foreign: readonly ForeignPoint[],
): readonly HistoryFigure[] {
  const ours = new Set([...rateNames, ...evaluators.map(({ name }) => name)]);
  const theirs = new Set(foreign.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
  const others = [...theirs].filter((name) => !ours.has(name)).slice(0, mostForeign);
  return [
    {
      id: 'passRate',
      title: 'Pass rate',
      of: (one) => one.passRate,
      interval: (one) => one.interval,
      text: percent,
      high: 1,
      ofForeign: metricNamed(...rateNames),
    },
    ...evaluators.map(({ name }, at): HistoryFigure => ({
      id: `score:${name}`,
      title: name,
      of: (one) => one.metrics[at]?.value,
      text: figure,
      ofForeign: metricNamed(name),
    })),
    { id: 'cost', title: 'Cost', of: (one) => one.costUsd, text: money, low: 0 },
    { id: 'latency', title: 'Latency, p50', of: (one) => one.latencyMs, text: duration, low: 0 },
    ...others.map((name): HistoryFigure => ({
      id: `mlflow:${name}`,
      title: `${name} (MLflow)`,
      of: () => undefined,
      text: figure,
      ofForeign: metricNamed(name),
    })),
  ];
}

/** As Assay itself calls it in MLflow, and as others often do. */
const rateNames = ['pass/rate', 'pass_rate'];
const mostForeign = 50;

function metricNamed(...names: readonly string[]): (point: ForeignPoint) => number | undefined {
  return ({ metrics }) => metrics.find(({ name }) => names.includes(name))?.value;
}
