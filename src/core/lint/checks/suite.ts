import type { Problem } from '#protocol/problem.ts';
import { didYouMean, nearest } from '../../documents/nearest.ts';
import { errorAt, quoteFound, warningAt } from '../../documents/problems.ts';
import type { KnownMetric } from '../../prompts/checkEvaluators.ts';
import type { Prompt } from '../../prompts/prompt.ts';
import type { Suite } from '../../project/suite.ts';
import { ruleOf, ruleCodes } from '../rules.ts';

/** What `assay.yml` asks for and cannot have. */
export function checkLintSettings({ file, lint }: Suite): readonly Problem[] {
  if (lint === undefined) return [];
  const problems: Problem[] = [];
  for (const { rule, level, range } of lint.rules) {
    const known = ruleOf(rule);
    if (known === undefined) problems.push(unknownRule(file, rule, range));
    else if (known.severity === 'error')
      problems.push(
        errorAt(
          file,
          range,
          'rule-not-adjustable',
          `${quoteFound(rule)} keeps a run from starting, so that it cannot be set to ${quoteFound(level)}.`,
          'Remove it.',
        ),
      );
  }
  for (const { rule, range } of lint.ignore)
    if (ruleOf(rule) === undefined) problems.push(unknownRule(file, rule, range));
  return problems;
}

function unknownRule(file: string, rule: string, range: Problem['range']): Problem {
  const codes = ruleCodes();
  const suggestion = nearest(rule, codes);
  const problem = errorAt(
    file,
    range,
    'rule-unknown',
    `There is no rule ${quoteFound(rule)}.`,
    `${didYouMean(rule, codes)}\`assay lint --rules\` lists them.`,
  );
  return suggestion === undefined ? problem : { ...problem, suggestion };
}

/** The gate against the evaluators that there are. Only with every prompt of the suite at hand. */
export function checkGate(
  { file, gate }: Suite,
  prompts: readonly Prompt[],
  metrics: ReadonlyMap<string, KnownMetric>,
): readonly Problem[] {
  if (gate === undefined || prompts.length === 0) return [];
  const evaluators = prompts.flatMap((prompt) => prompt.evaluators);
  const names = [...new Set(evaluators.map(({ name }) => name))];
  return Object.entries(gate.metrics ?? {}).flatMap(([name, limit]) => {
    const range = gate.places?.[name] ?? gate.range;
    const own = evaluators.filter((one) => one.name === name);
    if (own.length === 0) {
      const suggestion = nearest(name, names);
      const problem = warningAt(
        file,
        range,
        'gate-metric-unknown',
        `No prompt has an evaluator ${quoteFound(name)}, so that the gate cannot be reached.`,
        `${didYouMean(name, names)}Name an evaluator of a prompt.`,
        names.length === 0 ? undefined : quoteFound(names.join(', ')).slice(1, -1),
      );
      return [suggestion === undefined ? problem : { ...problem, suggestion }];
    }
    const impossible = own.find(({ uses }) => {
      const [low, high] = metrics.get(uses)?.range ?? [-Infinity, Infinity];
      return limit < low || limit > high;
    });
    if (impossible === undefined) return [];
    const [low, high] = metrics.get(impossible.uses)?.range ?? [0, 1];
    return [
      warningAt(
        file,
        range,
        'gate-value-impossible',
        `The gate asks ${limit} of ${quoteFound(name)}, whose values go from ${low} to ${high}.`,
        'Write a value in this range.',
        `${low} to ${high}`,
      ),
    ];
  });
}
