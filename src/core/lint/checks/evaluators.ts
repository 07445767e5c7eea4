import { isJsonObject } from '#base/json.ts';
import type { Problem } from '#protocol/problem.ts';
import { nodeAt } from '../../documents/node.ts';
import { errorAt, quoteFound, warningAt } from '../../documents/problems.ts';
import type { KnownMetric } from '../../prompts/checkEvaluators.ts';
import type { Evaluator, Prompt } from '../../prompts/prompt.ts';

/** Evaluators that read well and say nothing: they repeat another, always pass, never pass, or never apply. */
export function checkEvaluatorSense(
  prompt: Prompt,
  metrics: ReadonlyMap<string, KnownMetric>,
): readonly Problem[] {
  return prompt.evaluators.flatMap((evaluator, index) => [
    ...unreadOperators(prompt.file, evaluator),
    ...spacedOperator(prompt.file, evaluator),
    ...constant(prompt.file, evaluator),
    ...repeated(prompt.file, evaluator, prompt.evaluators.slice(0, index)),
    ...threshold(prompt.file, evaluator, metrics.get(evaluator.uses)),
    ...choices(prompt.file, evaluator),
  ]);
}

/** Where a setting stands; the evaluator where its format keeps no places. */
export function settingRange(
  { settings, range }: Evaluator,
  path: readonly (string | number)[],
): Evaluator['range'] {
  return (settings === undefined ? undefined : nodeAt(settings, path))?.range ?? range;
}

function settingsOf({ with: settings }: Evaluator): Readonly<Record<string, unknown>> {
  return isJsonObject(settings) ? settings : {};
}

const operators = ['equals', 'contains', 'startsWith', 'endsWith'] as const;

function unreadOperators(file: string, evaluator: Evaluator): readonly Problem[] {
  if (evaluator.uses !== 'string') return [];
  const settings = settingsOf(evaluator);
  const [first, ...others] = operators.filter((one) => (settings[one] ?? '') !== '');
  return others.map((one) =>
    warningAt(
      file,
      settingRange(evaluator, [one]),
      'operator-unread',
      `\`${one}\` is not looked at: of several operators only the first counts, here \`${String(first)}\`.`,
      'Make it an evaluator of its own.',
    ),
  );
}

/** The reply is looked at without white space around it. */
function spacedOperator(file: string, evaluator: Evaluator): readonly Problem[] {
  if (evaluator.uses !== 'string') return [];
  const settings = settingsOf(evaluator);
  const operator = operators.find((one) => (settings[one] ?? '') !== '');
  const value = operator === undefined ? undefined : settings[operator];
  if (operator === undefined || typeof value !== 'string' || operator === 'contains') return [];
  const isSpaced =
    (operator !== 'endsWith' && value.trimStart() !== value) ||
    (operator !== 'startsWith' && value.trimEnd() !== value);
  if (!isSpaced) return [];
  return [
    warningAt(
      file,
      settingRange(evaluator, [operator]),
      'expected-unmatchable',
      `No reply passes ${quoteFound(evaluator.name)}: the text of \`${operator}\` has white space at an end, and replies are compared without.`,
      'Remove the white space.',
    ),
  ];
}

/** Metrics that search, by the setting that holds what they search for. */
const searched: ReadonlyMap<string, readonly string[]> = new Map([
  ['regex', ['pattern']],
  ['contains', ['value']],
  ['starts-with', ['value']],
  ['ends-with', ['value']],
]);
const matchesAll = new Set(['', '.*', '^.*$', '[^]*', '^', '$', '()', '[\\s\\S]*', '(?s).*']);

function constant(file: string, evaluator: Evaluator): readonly Problem[] {
  const settings = settingsOf(evaluator);
  const keys = searched.get(evaluator.uses) ?? [];
  const key = keys.find((one) => {
    const value = settings[one];
    if (typeof value !== 'string') return false;
    return evaluator.uses === 'regex' ? matchesAll.has(value) : value === '';
  });
  const isOpenLength =
    (evaluator.uses === 'length-limit' || evaluator.uses === 'word-count') &&
    settings['max'] === undefined &&
    (settings['min'] ?? 0) === 0;
  if (key === undefined && !isOpenLength) return [];
  return [
    warningAt(
      file,
      key === undefined ? evaluator.range : settingRange(evaluator, [key]),
      'evaluator-constant',
      `Every reply passes ${quoteFound(evaluator.name)}.`,
      isOpenLength ? 'Set `max`, or a `min` above 0.' : 'Write what only a good reply has.',
    ),
  ];
}

function repeated(
  file: string,
  evaluator: Evaluator,
  before: readonly Evaluator[],
): readonly Problem[] {
  const same = before.find((one) => fingerprint(one) === fingerprint(evaluator));
  if (same === undefined) return [];
  return [
    warningAt(
      file,
      evaluator.range,
      'evaluator-repeated',
      `${quoteFound(evaluator.name)} measures the same as ${quoteFound(same.name)} in line ${same.range.start.line}, so that it says nothing of its own.`,
      'Remove one of the two, or change its settings.',
    ),
  ];
}

function fingerprint({ uses, with: settings, threshold: limit }: Evaluator): string {
  return JSON.stringify([uses, settings ?? {}, limit ?? null]);
}

function threshold(
  file: string,
  evaluator: Evaluator,
  metric: KnownMetric | undefined,
): readonly Problem[] {
  const { threshold: limit, name, uses } = evaluator;
  if (limit === undefined || metric?.range === undefined || metric.better === undefined) return [];
  const scale = scaleOf(evaluator, metric);
  if (scale === undefined) return [];
  const { better, range } = scale;
  const [low, high] = range;
  // A threshold that is no value of the metric is an error of its own.
  if (uses !== 'llm' && (limit < low || limit > high)) return [];
  const isHigher = better === 'higher';
  const cannotPass = isHigher ? limit > high : limit < low;
  const cannotFail = isHigher ? limit <= low : limit >= high;
  const words = `values of \`${uses}\` go from ${bound(low)} to ${bound(high)}, and ${isHigher ? 'at least' : 'at most'} ${limit} passes`;
  if (cannotPass)
    return [
      errorAt(
        file,
        evaluator.range,
        'threshold-cannot-pass',
        `No reply can pass ${quoteFound(name)}: ${words}.`,
        'Write a threshold that a good reply can reach.',
        `${bound(low)} to ${bound(high)}`,
      ),
    ];
  if (cannotFail)
    return [
      warningAt(
        file,
        evaluator.range,
        'threshold-cannot-fail',
        `No reply can fail ${quoteFound(name)}: ${words}.`,
        isHigher ? 'Write a higher threshold.' : 'Write a lower threshold.',
        `${bound(low)} to ${bound(high)}`,
      ),
    ];
  return [];
}

/** `scale` of a metric takes settings that were checked; what was not told apart is left alone. */
function scaleOf(
  { uses, with: settings }: Evaluator,
  metric: KnownMetric,
): Pick<Required<KnownMetric>, 'better' | 'range'> | undefined {
  if (uses === 'llm') return choiceScale(settings);
  if (metric.scale !== undefined) {
    const read = metric.settings.safeParse(settings ?? {});
    return read.success ? metric.scale(read.data) : undefined;
  }
  const { better, range } = metric;
  return better === undefined || range === undefined ? undefined : { better, range };
}

function choiceScale(
  settings: unknown,
): Pick<Required<KnownMetric>, 'better' | 'range'> | undefined {
  const scores = choicesOf(settings).map(({ score }) => score);
  if (scores.length === 0) return undefined;
  // An answer without any of the choices scores 0.
  return { better: 'higher', range: [Math.min(0, ...scores), Math.max(0, ...scores)] };
}

function bound(value: number): string {
  if (value === Infinity) return 'any height';
  return value === -Infinity ? 'any depth' : String(value);
}

interface Choice {
  readonly text: string;
  readonly score: number;
}

function choicesOf(settings: unknown): readonly Choice[] {
  const list = isJsonObject(settings) ? settings['choices'] : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    if (!isJsonObject(item)) return [];
    const { choice, score } = item;
    const isWord =
      typeof choice === 'string' || typeof choice === 'number' || typeof choice === 'boolean';
    return typeof score === 'number' && isWord ? [{ text: String(choice), score }] : [];
  });
}

function choices(file: string, evaluator: Evaluator): readonly Problem[] {
  const list = choicesOf(evaluator.with);
  const [first] = list;
  if (first === undefined) return [];
  const { name, uses } = evaluator;
  const problems: Problem[] = [];
  for (const [index, { text }] of list.entries()) {
    const folded = text.toLowerCase();
    const earlier = list
      .slice(0, index)
      .find((one) => (uses === 'llm' ? folded.includes(one.text.toLowerCase()) : false));
    if (earlier === undefined) continue;
    const isSame = earlier.text.toLowerCase() === folded;
    problems.push(
      warningAt(
        file,
        settingRange(evaluator, ['choices', index, 'choice']),
        'choice-unreachable',
        isSame
          ? `The choice ${quoteFound(text)} stands twice, and only the first counts.`
          : `The choice ${quoteFound(text)} is never taken: ${quoteFound(earlier.text)} stands before it, and is found in it.`,
        isSame ? 'Remove one of the two.' : 'Put the longer choice first.',
      ),
    );
  }
  const place = settingRange(evaluator, ['choices']);
  // An answer without any choice scores 0, so that one choice of GitHub's judge decides between itself and that.
  const isAlone = uses === 'llm' && list.length === 1 && first.score !== 0;
  if (!isAlone && list.every(({ score }) => score === first.score))
    problems.push(
      warningAt(
        file,
        place,
        'choices-undecided',
        list.length === 1
          ? `${quoteFound(name)} has one choice, so that its judge decides nothing.`
          : `All choices of ${quoteFound(name)} score ${first.score}, so that its judge decides nothing.`,
        'Give a good reply a higher score than a bad one.',
      ),
    );
  else if (uses === 'llm' && list.every(({ score }) => score <= 0))
    problems.push(
      errorAt(
        file,
        place,
        'choices-none-pass',
        `No choice of ${quoteFound(name)} passes: only a score above 0 does.`,
        'Give the choice of a good reply a score above 0.',
      ),
    );
  return problems;
}
