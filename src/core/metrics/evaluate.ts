import type { Problem } from '#protocol/problem.ts';
import type { Score } from '#protocol/score.ts';
import { nearest } from '../documents/nearest.ts';
import type { Reading } from '../documents/reading.ts';
import type { Evaluator } from '../prompts/prompt.ts';
import { builtinMetrics } from './builtin.ts';
import type {
  CorpusAccumulator,
  Evidence,
  Measure,
  Measured,
  Metric,
  MetricTools,
  Preparation,
  SettingsFault,
} from './metric.ts';
import { quoteFound } from '../documents/problems.ts';
import { faultText } from './faultText.ts';
import { problemOf, readSettings } from './settingsProblems.ts';
import { applyThreshold } from './threshold.ts';
import { failed } from './verdict.ts';

/** An evaluator whose settings are checked and whose patterns, schemas and templates are compiled: ready for every case. */
export interface PreparedEvaluator {
  readonly name: string;
  readonly metric: Metric;
  readonly threshold: number | undefined;
  /** The catalogue ids of the judges it will ask; empty for code-based metrics. */
  readonly judges: readonly string[];
  /** Never throws and never rejects. A plain value for code-based metrics, a promise for judges. */
  measure(evidence: Evidence, tools: MetricTools): Measured | Promise<Measured>;
  /** Only for corpus metrics: a new, empty accumulator. */
  readonly accumulate: (() => CorpusAccumulator) | undefined;
}

export interface PrepareOptions {
  /** How problems name the prompt file. */
  readonly file: string;
  /** The judge that stands in where an evaluator names none. */
  readonly defaultJudge?: string | undefined;
  readonly metrics?: readonly Metric[];
}

/**
 * Checks the evaluators of one prompt. Every fault of the settings is a problem here, before anything
 * is paid for; the value holds those evaluators that can be used. Never rejects.
 */
export async function prepareEvaluators(
  evaluators: readonly Evaluator[],
  options: PrepareOptions,
): Promise<Reading<readonly PreparedEvaluator[]>> {
  const value: PreparedEvaluator[] = [];
  const problems: Problem[] = [];
  for (const evaluator of evaluators) {
    const prepared = await prepareOne(evaluator, options);
    if (prepared.value !== undefined) value.push(prepared.value);
    problems.push(...prepared.problems);
  }
  return { value, problems };
}

async function prepareOne(
  evaluator: Evaluator,
  { file, defaultJudge, metrics = builtinMetrics }: PrepareOptions,
): Promise<Reading<PreparedEvaluator>> {
  const { name, uses, threshold } = evaluator;
  const refuse = (faults: readonly SettingsFault[]): readonly Problem[] =>
    faults.map((fault) => problemOf(fault, evaluator, file));
  const metric = metrics.find((one) => one.kind === uses);
  if (metric === undefined) {
    return { value: undefined, problems: refuse([unknownMetric(uses, metrics)]) };
  }
  const faults = thresholdFaults(threshold, metric);
  const read = readSettings(metric, evaluator, file);
  if (read.problems.length > 0) {
    return { value: undefined, problems: [...read.problems, ...refuse(faults)] };
  }
  const settings = read.value;
  const judges = metric.judges?.(settings, defaultJudge) ?? [];
  if (metric.cost === 'judge' && judges.length === 0) faults.push(noJudge);
  const ready = await preparationOf(metric, settings);
  if ('faults' in ready) faults.push(...ready.faults);
  if ('faults' in ready || faults.length > 0) return { value: undefined, problems: refuse(faults) };
  const value: PreparedEvaluator = {
    name,
    metric,
    threshold,
    judges,
    measure: guarded(metric, ready.measure, threshold),
    accumulate: metric.accumulate?.bind(metric, settings),
  };
  return { value, problems: [] };
}

async function preparationOf(metric: Metric, settings: unknown): Promise<Preparation> {
  if (metric.prepare === undefined) {
    return { measure: (evidence, tools) => metric.measure(evidence, settings, tools) };
  }
  try {
    return await metric.prepare(settings);
  } catch (fault) {
    const message = `${metric.kind} cannot be prepared: ${faultText(fault)}.`;
    return { faults: [{ code: 'metric-broken', path: [], message, next: 'Report this.' }] };
  }
}

/** Nothing that a metric does wrong gets past here: it becomes `failed`. */
function guarded(metric: Metric, measure: Measure, threshold: number | undefined): Measure {
  const finish = (measured: Measured): Measured => {
    const { score } = measured;
    if (score.outcome !== 'scored') return measured;
    const [least, most] = metric.range;
    if (!Number.isFinite(score.value) || score.value < least || score.value > most) {
      return failed(`${metric.kind} gave ${score.value}, which is outside its range`);
    }
    const judged = applyThreshold(score, threshold, metric.better);
    return judged === score ? measured : withScore(measured, judged);
  };
  const broken = (fault: unknown): Measured => failed(`${metric.kind} broke: ${faultText(fault)}`);
  return (evidence, tools) => {
    try {
      const measured = measure(evidence, tools);
      return measured instanceof Promise ? measured.then(finish).catch(broken) : finish(measured);
    } catch (fault) {
      return broken(fault);
    }
  };
}

function withScore({ statistic }: Measured, score: Score): Measured {
  return statistic === undefined ? { score } : { score, statistic };
}

function unknownMetric(uses: string, metrics: readonly Metric[]): SettingsFault {
  const kinds = metrics.map((metric) => metric.kind);
  const near = nearest(uses, kinds);
  return {
    code: 'unknown-metric',
    path: [],
    message: `there is no metric ${quoteFound(uses)}.`,
    allowed: kinds.join(', '),
    next: near === undefined ? 'Use one of these.' : `Did you mean \`${near}\`?`,
  };
}

function thresholdFaults(threshold: number | undefined, metric: Metric): SettingsFault[] {
  if (threshold === undefined) return [];
  const [least, most] = metric.range;
  if (Number.isFinite(threshold) && threshold >= least && threshold <= most) return [];
  return [
    {
      code: 'threshold-out-of-range',
      path: [],
      message: `${metric.kind} never gives the threshold ${threshold}.`,
      allowed: `a number from ${least} to ${most}`,
      next: 'Change `threshold`.',
    },
  ];
}

const noJudge: SettingsFault = {
  code: 'judge-missing',
  path: ['modelId'],
  message: 'it asks a judge, and none is named.',
  allowed: 'the id of an approved model',
  next: 'Add `modelId`, or set a default judge in assay.yml.',
};
