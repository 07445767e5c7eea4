import type { Problem } from '#protocol/problem.ts';
import type { ModelVerdict } from '../catalogue/policy.ts';
import { didYouMean, nearest } from '../documents/nearest.ts';
import type { DocumentNode } from '../documents/node.ts';
import { errorAt, quoteFound, warningAt } from '../documents/problems.ts';
import { readShape } from '../documents/shape.ts';
import type { Metric } from '../metrics/metric.ts';
import { modelProblems } from './checkModels.ts';
import type { Evaluator, Prompt } from './prompt.ts';

/** What lint wants to know of a metric. */
export type KnownMetric = Pick<Metric, 'settings' | 'needs' | 'judges'>;

interface MetricKnowledge {
  readonly metrics: ReadonlyMap<string, KnownMetric>;
  readonly judgeModel: (id: string) => ModelVerdict;
  readonly defaultJudge: string | undefined;
}

export function checkEvaluators(prompt: Prompt, knowledge: MetricKnowledge): readonly Problem[] {
  return prompt.evaluators.flatMap((evaluator) => {
    const metric = knowledge.metrics.get(evaluator.uses);
    if (metric === undefined) return [unknownMetric(prompt, evaluator, knowledge)];
    const settings = readShape(metric.settings, settingsNode(evaluator), prompt.file);
    const judges =
      settings.value === undefined
        ? []
        : (metric.judges?.(settings.value, knowledge.defaultJudge) ?? []);
    return [
      ...settings.problems,
      ...judges.flatMap((judge) => checkJudge(prompt, evaluator, judge, knowledge)),
      ...(bringsExpected(settings.value) ? [] : checkExpected(prompt, evaluator, metric)),
    ];
  });
}

function unknownMetric(
  { file }: Prompt,
  { uses, range }: Evaluator,
  { metrics }: MetricKnowledge,
): Problem {
  const kinds = [...metrics.keys()];
  const suggestion = nearest(uses, kinds);
  const problem = errorAt(
    file,
    range,
    'metric-unknown',
    `There is no metric ${quoteFound(uses)}.`,
    `${didYouMean(uses, kinds)}Write a kind of metric after \`uses\`.`,
    kinds.join(', '),
  );
  return suggestion === undefined ? problem : { ...problem, suggestion };
}

function checkJudge(
  prompt: Prompt,
  { name, range }: Evaluator,
  judge: string,
  { judgeModel }: MetricKnowledge,
): readonly Problem[] {
  const problems = [...modelProblems(judgeModel(judge), prompt.file, range)];
  if (prompt.models.some((model) => model.id === judge))
    problems.push(
      warningAt(
        prompt.file,
        range,
        'self-judge',
        `In ${quoteFound(name)} the model ${quoteFound(judge)} judges its own replies.`,
        'Choose a judge that is not under test.',
      ),
    );
  return problems;
}

/** A text of the settings stands in for the expected one of the case. */
function bringsExpected(settings: unknown): boolean {
  if (typeof settings !== 'object' || settings === null) return false;
  return (
    ('value' in settings && settings.value !== undefined) ||
    ('values' in settings && settings.values !== undefined)
  );
}

/** Datasets are not open yet, so that only a file with all its cases beside it can be judged whole. */
function checkExpected(
  { file, cases, datasets }: Prompt,
  { name, range }: Evaluator,
  metric: KnownMetric,
): readonly Problem[] {
  if (!metric.needs.includes('expected')) return [];
  const without = cases.filter((testCase) => testCase.expected === undefined);
  if (without.length === 0) return [];
  if (without.length === cases.length && datasets.length === 0)
    return [
      errorAt(
        file,
        range,
        'expected-missing',
        `${quoteFound(name)} compares with \`expected\`, and no case has it.`,
        'Add `expected` to the cases, or choose another metric.',
      ),
    ];
  return [
    warningAt(
      file,
      range,
      'expected-missing',
      `${quoteFound(name)} compares with \`expected\`, and ${without.length} of ${cases.length} cases here lack it, the first in line ${without[0]?.source.line ?? 1}.`,
      'Add `expected` to them; until then they are not scored.',
    ),
  ];
}

function settingsNode({ settings, with: value, range }: Evaluator): DocumentNode {
  return settings ?? nodeFrom(value ?? {}, range);
}

/** For formats that keep no places: everything stands where the evaluator does. */
function nodeFrom(value: unknown, range: Evaluator['range']): DocumentNode {
  if (Array.isArray(value))
    return { kind: 'list', range, items: value.map((item: unknown) => nodeFrom(item, range)) };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]: [string, unknown]) => ({
      key,
      keyRange: range,
      value: nodeFrom(one, range),
    }));
    return { kind: 'map', range, entries };
  }
  const isPlain =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain
    ? { kind: 'scalar', range, value, quoted: true, raw: String(value) }
    : { kind: 'scalar', range, value: null, quoted: true, raw: 'null' };
}
