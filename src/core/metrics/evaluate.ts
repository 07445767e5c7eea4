import type { Problem } from '#protocol/problem.ts';
import { nearest } from '../documents/nearest.ts';
import type { Reading } from '../documents/reading.ts';
import type { Evaluator } from '../prompts/prompt.ts';
import type { ScorerHost } from '../scorers/scorer.ts';
import { builtinMetrics } from './builtin.ts';
import type {
  Measure,
  Measured,
  Metric,
  PrepareContext,
  PreparedEvaluator,
  Preparation,
  SettingsFault,
} from './metric.ts';
import { quoteFound } from '../documents/problems.ts';
import { cutDetails } from './details.ts';
import { faultText } from './faultText.ts';
import { problemOf, readSettings } from './settingsProblems.ts';
import { applyThreshold } from './threshold.ts';
import { failed } from './verdict.ts';

export interface PrepareOptions {
  /** How problems name the prompt file. */
  readonly file: string;
  /** The judge that stands in where an evaluator names none. */
  readonly defaultJudge?: string | undefined;
  /** The same for the embedding model. */
  readonly defaultEmbedding?: string | undefined;
  readonly metrics?: readonly Metric[];
  /** Absent: code that users wrote is not looked at. */
  readonly scorers?: ScorerHost | undefined;
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
  options: PrepareOptions,
): Promise<Reading<PreparedEvaluator>> {
  const { file, defaultJudge, defaultEmbedding, metrics = builtinMetrics, scorers } = options;
  const { name, uses, threshold } = evaluator;
  const refuse = (faults: readonly SettingsFault[]): readonly Problem[] =>
    faults.map((fault) => problemOf(fault, evaluator, file));
  const known = metrics.find((one) => one.kind === uses);
  if (known === undefined) {
    return { value: undefined, problems: refuse([unknownMetric(uses, metrics)]) };
  }
  const read = readSettings(known, evaluator, file);
  if (read.problems.length > 0) {
    const faults = known.scale === undefined ? thresholdFaults(threshold, known) : [];
    return { value: undefined, problems: [...read.problems, ...refuse(faults)] };
  }
  const settings = read.value;
  const metric: Metric = { ...known, ...known.scale?.(settings) };
  const faults = thresholdFaults(threshold, metric);
  const judges = metric.judges?.(settings, defaultJudge) ?? [];
  const embedders = metric.embedders?.(settings, defaultEmbedding) ?? [];
  if (metric.cost === 'judge' && metric.judges !== undefined && judges.length === 0)
    faults.push(noJudge);
  if (metric.cost === 'judge' && metric.embedders !== undefined && embedders.length === 0)
    faults.push(noEmbedder);
  const ready = await preparationOf(metric, settings, {
    file,
    scorers,
    defaultJudge,
    defaultEmbedding,
    prepare: (inner) => prepareOne(inner, options),
  });
  if ('faults' in ready) faults.push(...ready.faults);
  if ('faults' in ready || faults.length > 0) return { value: undefined, problems: refuse(faults) };
  const value: PreparedEvaluator = {
    name,
    metric,
    threshold,
    judges,
    calls: metric.calls?.(settings) ?? { low: 1, expected: 1, high: 1 },
    embedders,
    measure: guarded(metric, ready.measure, threshold),
    ofCase: ready.ofCase,
    accumulate: metric.accumulate?.bind(metric, settings),
    inputs: ready.inputs ?? [],
  };
  return { value, problems: [] };
}

async function preparationOf(
  metric: Metric,
  settings: unknown,
  context: PrepareContext,
): Promise<Preparation> {
  if (metric.prepare === undefined) {
    return { measure: (evidence, tools) => metric.measure(evidence, settings, tools) };
  }
  try {
    return await metric.prepare(settings, context);
  } catch (fault) {
    const message = `${metric.kind} cannot be prepared: ${faultText(fault)}.`;
    return { faults: [{ code: 'metric-broken', path: [], message, next: 'Report this.' }] };
  }
}

/** Nothing that a metric does wrong gets past here: it becomes `failed`. */
function guarded(metric: Metric, measure: Measure, threshold: number | undefined): Measure {
  const finish = (found: Measured): Measured => {
    const measured = withinBounds(found);
    const { score } = measured;
    if (score.outcome !== 'scored') return measured;
    const [least, most] = metric.range;
    if (!Number.isFinite(score.value) || score.value < least || score.value > most) {
      return failed(`${metric.kind} gave ${score.value}, which is outside its range`);
    }
    const judged = applyThreshold(score, threshold, metric.better);
    return judged === score ? measured : { ...measured, score: judged };
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

function withinBounds(measured: Measured): Measured {
  const { details } = measured;
  return details === undefined ? measured : { ...measured, details: cutDetails(details) };
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

const noEmbedder: SettingsFault = {
  code: 'embedding-missing',
  path: [],
  message: 'it compares embeddings, and no model that makes them is named.',
  allowed: 'the id of an approved model with `task: embedding`',
  next: 'Name one, or set a default with `embedding:` in assay.yml.',
};
