import type { EvalCase } from '#protocol/case.ts';
import type { Message, ModelReply } from '#protocol/reply.ts';
import type { NamedScore } from '#protocol/score.ts';
import type { Evidence, Measured, MetricTools, PreparedEvaluator } from '../metrics/metric.ts';

/** The scores of one reply: those that are there at once, and those that wait for a judge. */
export interface Scoring {
  readonly ready: readonly NamedScore[];
  /** Evaluators whose judge was asked. */
  readonly pending: readonly string[];
  /** Every score in the evaluators' order; absent where nothing is pending. */
  readonly all?: Promise<readonly NamedScore[]>;
}

/** Lets every evaluator look at a reply. `known`: scores that are paid already and not asked for again. */
export function startScoring(
  evaluators: readonly PreparedEvaluator[],
  evidence: Evidence,
  toolsOf: (evaluator: PreparedEvaluator) => MetricTools,
  known: readonly NamedScore[] = [],
): Scoring {
  const ready: NamedScore[] = [];
  const pending: string[] = [];
  const everything: (NamedScore | Promise<NamedScore>)[] = [];
  for (const evaluator of evaluators) {
    const score =
      known.find((one) => one.evaluator === evaluator.name) ??
      scoreBy(evaluator, evidence, toolsOf(evaluator));
    everything.push(score);
    if (score instanceof Promise) pending.push(evaluator.name);
    else ready.push(score);
  }
  if (pending.length === 0) return { ready, pending };
  return { ready, pending, all: Promise.all(everything.map((score) => Promise.resolve(score))) };
}

export function evidenceOf(
  testCase: EvalCase,
  messages: readonly Message[],
  reply: ModelReply,
): Evidence {
  return {
    reply: reply.text,
    ending: reply.ending,
    testCase,
    expected: testCase.expected,
    messages,
    latencyMs: reply.latencyMs,
    costUsd: reply.costUsd,
    usage: reply.usage,
  };
}

/** Whether a trial passed: every verdict that counts is a pass. No verdict, or a metric that broke, is neither. */
export function passOf(scores: readonly NamedScore[]): boolean | undefined {
  let pass: boolean | undefined;
  for (const { score, informs } of scores) {
    if (informs === true) continue;
    if (score.outcome === 'failed') return undefined;
    if (score.outcome === 'scored' && score.pass !== undefined) pass = (pass ?? true) && score.pass;
  }
  return pass;
}

function scoreBy(
  evaluator: PreparedEvaluator,
  evidence: Evidence,
  tools: MetricTools,
): NamedScore | Promise<NamedScore> {
  const measured = evaluator.measure(evidence, tools);
  return measured instanceof Promise
    ? measured.then((value) => named(evaluator, value))
    : named(evaluator, measured);
}

function named(evaluator: PreparedEvaluator, { score, statistic, details }: Measured): NamedScore {
  const { name, informs } = evaluator;
  return {
    evaluator: name,
    score,
    ...(informs === undefined ? {} : { informs }),
    ...(statistic === undefined ? {} : { statistic }),
    ...(details === undefined ? {} : { details }),
  };
}
