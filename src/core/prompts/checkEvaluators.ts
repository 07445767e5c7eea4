import type { ModelTask } from '#protocol/catalogue.ts';
import type { Problem } from '#protocol/problem.ts';
import { familyOf } from '../catalogue/family.ts';
import type { ModelVerdict } from '../catalogue/policy.ts';
import { didYouMean, nearest } from '../documents/nearest.ts';
import type { DocumentNode } from '../documents/node.ts';
import { errorAt, quoteFound, warningAt } from '../documents/problems.ts';
import { readShape } from '../documents/shape.ts';
import type { Metric } from '../metrics/metric.ts';
import { modelProblems } from './checkModels.ts';
import { type Evaluator, type Prompt, settingsFileOf } from './prompt.ts';

/** What lint wants to know of a metric. */
export type KnownMetric = Pick<Metric, 'settings' | 'needs' | 'judges' | 'embedders' | 'scale'> &
  Partial<Pick<Metric, 'range' | 'better'>>;

interface MetricKnowledge {
  readonly metrics: ReadonlyMap<string, KnownMetric>;
  readonly judgeModel: (id: string, task?: ModelTask) => ModelVerdict;
  readonly defaultJudge: string | undefined;
  readonly defaultEmbedding?: string | undefined;
}

export function checkEvaluators(prompt: Prompt, knowledge: MetricKnowledge): readonly Problem[] {
  return prompt.evaluators.flatMap((evaluator) => {
    const metric = knowledge.metrics.get(evaluator.uses);
    if (metric === undefined) return [unknownMetric(prompt, evaluator, knowledge)];
    const settings = readShape(metric.settings, settingsNode(evaluator), settingsFileOf(prompt));
    const judges =
      settings.value === undefined
        ? []
        : (metric.judges?.(settings.value, knowledge.defaultJudge) ?? []);
    const embedders =
      settings.value === undefined
        ? []
        : (metric.embedders?.(settings.value, knowledge.defaultEmbedding) ?? []);
    return [
      ...settings.problems,
      ...judges.flatMap((judge) => checkJudge(prompt, evaluator, judge, knowledge)),
      ...[...new Set(embedders)].flatMap((id) =>
        modelProblems(
          knowledge.judgeModel(id, 'embedding'),
          settingsFileOf(prompt),
          evaluator.range,
        ),
      ),
      ...(bringsExpected(settings.value) ? [] : checkExpected(prompt, evaluator, metric)),
    ];
  });
}

function unknownMetric(
  prompt: Prompt,
  { uses, range }: Evaluator,
  { metrics }: MetricKnowledge,
): Problem {
  const kinds = [...metrics.keys()];
  const suggestion = nearest(uses, kinds);
  const problem = errorAt(
    settingsFileOf(prompt),
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
  knowledge: MetricKnowledge,
): readonly Problem[] {
  const problems = [...modelProblems(knowledge.judgeModel(judge), settingsFileOf(prompt), range)];
  const ids = prompt.models.map(({ id }) => id);
  const kin = kinOf(judge, ids, knowledge);
  if (kin.length > 0)
    problems.push(
      warningAt(
        settingsFileOf(prompt),
        range,
        'judge-family',
        `In ${quoteFound(name)} the judge ${quoteFound(judge)} is of one family with ${kin.map(quoteFound).join(', ')}, and judges tend to prefer replies of their own kind.`,
        'Choose a judge of another family, or compare its verdicts with people first.',
      ),
    );
  if (ids.includes(judge))
    problems.push(
      warningAt(
        settingsFileOf(prompt),
        range,
        'self-judge',
        `In ${quoteFound(name)} the model ${quoteFound(judge)} judges its own replies.`,
        'Choose a judge that is not under test.',
      ),
    );
  return problems;
}

/** The models under test that are kin of the judge; itself is said in words of its own. */
function kinOf(
  judge: string,
  ids: readonly string[],
  { judgeModel }: MetricKnowledge,
): readonly string[] {
  const family = familyOfModel(judgeModel(judge));
  if (family === undefined) return [];
  return ids.filter((id) => id !== judge && familyOfModel(judgeModel(id)) === family);
}

function familyOfModel(verdict: ModelVerdict): string | undefined {
  return verdict.allowed ? familyOf(verdict.entry) : undefined;
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
  prompt: Prompt,
  { name, range }: Evaluator,
  metric: KnownMetric,
): readonly Problem[] {
  if (!metric.needs.includes('expected')) return [];
  const { cases, datasets } = prompt;
  const file = settingsFileOf(prompt);
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
