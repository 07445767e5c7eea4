import type { Metric } from '../metrics/metric.ts';
import { ownLine, titleLine, type Note } from './note.ts';

/** What a metric says of itself. */
export function metricNote(metric: Metric): Note {
  const { kind, title: name, documentation, range, better, cost, level, needs, useCases } = metric;
  const [least, most] = range;
  const values = Number.isFinite(least)
    ? Number.isFinite(most)
      ? `from ${least} to ${most}`
      : `from ${least}`
    : 'any number';
  const price = cost === 'judge' ? 'Every score asks a model.' : 'Costs nothing.';
  const whole = level === 'corpus' ? ' Only the number over all cases means anything.' : '';
  return [
    titleLine(`${name} (${kind})`),
    ownLine(documentation),
    ownLine(`Values: ${values}; ${better} is better. ${price}${whole}`),
    ownLine(`Needs: ${needs.join(', ')}. For: ${useCases.join(', ')}.`),
  ];
}
