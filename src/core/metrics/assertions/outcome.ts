import type { Assertion } from '#protocol/assertion.ts';
import type { Evidence, Measured, Metric, MetricTools, PreparedEvaluator } from '../metric.ts';
import type { InnerMetrics } from './innerMetrics.ts';
import { labelOf, measuredOf, type Outcome } from './weigh.ts';

/** What comes of one assertion. A plain value where its metric is ready and asks nobody. */
export function outcomeOf(
  one: Assertion,
  evidence: Evidence,
  tools: MetricTools,
  inner: InnerMetrics,
): Outcome | Promise<Outcome> {
  const ready = inner.of(one);
  if (ready instanceof Promise) {
    return ready.then((reading) => measured(one, reading.value, evidence, tools));
  }
  return measured(one, ready.value, evidence, tools);
}

function measured(
  one: Assertion,
  ready: PreparedEvaluator | undefined,
  evidence: Evidence,
  tools: MetricTools,
): Outcome | Promise<Outcome> {
  if (ready === undefined) {
    const why = 'its settings cannot be used';
    return told(one, { kind: 'failed', why }, {});
  }
  const seen = one.expected === undefined ? evidence : { ...evidence, expected: one.expected };
  const found = ready.measure(seen, tools);
  const outcome = (given: Measured): Outcome =>
    told(one, resultOf(one, ready.metric, given), given);
  return found instanceof Promise ? found.then(outcome) : outcome(found);
}

function told(
  one: Assertion,
  result: Outcome['result'],
  { details }: Pick<Measured, 'details'>,
): Outcome {
  const { uses, not = false, name, weight = 1 } = one;
  return {
    label: labelOf(uses, not, name),
    ...(name === undefined ? {} : { name }),
    weight,
    result,
    details: {
      uses,
      ...(not ? { not: true } : {}),
      ...(name === undefined ? {} : { name }),
      weight,
      ...measuredOf(result),
      ...(details === undefined ? {} : { details }),
    },
  };
}

/** The score on one scale for all metrics: from 0 to 1, more is better. */
function resultOf(
  { not: isTurned, counts, weight = 1 }: Assertion,
  { range: [, most], better, kind }: Metric,
  { score }: Measured,
): Outcome['result'] {
  if (score.outcome !== 'scored') return { kind: score.outcome, why: score.why };
  const not = isTurned === true;
  const { pass: found, why, value: raw } = score;
  const reason = why === undefined ? {} : { why };
  const pass = found === undefined ? {} : { pass: found !== not };
  if (counts === 'verdict' || !Number.isFinite(most)) {
    if (found !== undefined) {
      return { kind: 'scored', value: found === not ? 0 : 1, ...pass, ...reason };
    }
    // What counts for nothing is told as it is.
    if (weight === 0) return { kind: 'scored', value: raw, ...reason };
    return { kind: 'failed', why: `${kind} gives no verdict here: set its \`threshold\`` };
  }
  const share = Math.min(1, Math.max(0, raw / most));
  const value = (better === 'higher') === not ? 1 - share : share;
  return { kind: 'scored', value, ...pass, ...reason };
}
