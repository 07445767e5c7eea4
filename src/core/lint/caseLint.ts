import { hash } from 'node:crypto';
import { isJsonObject } from '#base/json.ts';
import { secretPatterns } from '#base/secretPatterns.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Problem, TextRange } from '#protocol/problem.ts';
import { errorAt, quoteFound, warningAt } from '../documents/problems.ts';
import { textsOf } from '../prompts/printValue.ts';
import type { KnownMetric } from '../prompts/checkEvaluators.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { mixedLetter } from './checks/lookalikes.ts';
import { expectations, type Expectation } from './expectations.ts';

/** More of one kind in one prompt help nobody. */
const mostOfOneKind = 20;

/** What is to be said of the cases of one prompt, one after the other, in memory that does not grow with their texts. */
export class CaseLint {
  private readonly prompt: Prompt;
  private readonly metrics: ReadonlyMap<string, KnownMetric>;
  private readonly expectations: readonly Expectation[];
  private readonly seen = new Map<string, { readonly id: string; readonly line: number }>();
  private readonly columns = new Set<string>();
  private readonly counts = new Map<string, number>();
  private readonly problems: Problem[] = [];
  private taken = 0;
  private withExpected = 0;

  constructor(prompt: Prompt, metrics: ReadonlyMap<string, KnownMetric>) {
    this.prompt = prompt;
    this.metrics = metrics;
    this.expectations = expectations(prompt, metrics);
  }

  take(testCase: EvalCase): void {
    this.taken += 1;
    if (testCase.expected !== undefined) this.withExpected += 1;
    for (const [name, value] of Object.entries(testCase.values))
      if (value !== null && value !== '') this.columns.add(name);
    this.repeated(testCase);
    this.unmatchable(testCase);
    // What stands in the prompt's own file lint has looked at.
    if (testCase.source.file !== this.prompt.file) this.foreign(testCase);
  }

  finish(): readonly Problem[] {
    if (this.taken === 0) return this.problems;
    return [...this.problems, ...this.unreachable()];
  }

  private add(problem: Problem): void {
    const count = (this.counts.get(problem.code) ?? 0) + 1;
    this.counts.set(problem.code, count);
    if (count <= mostOfOneKind) this.problems.push(problem);
  }

  private repeated({ id, values, expected, source }: EvalCase): void {
    const { id: _, tags: __, comment: ___, ...data } = values;
    const key = hash('sha256', JSON.stringify([data, expected ?? null]), 'base64').slice(0, 22);
    const before = this.seen.get(key);
    if (before === undefined) {
      this.seen.set(key, { id, line: source.line });
      return;
    }
    this.add(
      warningAt(
        source.file,
        lineRange(source.line),
        'case-repeated',
        `The case ${quoteFound(id)} holds the same as ${quoteFound(before.id)} in line ${before.line}: it counts twice.`,
        'Remove one of the two; to ask a case more often there is `repeats`.',
      ),
    );
  }

  private unmatchable({ id, expected, source }: EvalCase): void {
    if (expected === undefined) return;
    for (const { evaluator, why } of this.expectations) {
      const reason = why(expected);
      if (reason === undefined) continue;
      this.add(
        warningAt(
          source.file,
          lineRange(source.line),
          'expected-unmatchable',
          `No reply can match what the case ${quoteFound(id)} expects in ${quoteFound(evaluator)}: ${reason}.`,
          'Correct `expected`, or the settings of the evaluator.',
        ),
      );
    }
  }

  private foreign({ values, source }: EvalCase): void {
    for (const text of textsOf(values))
      for (const { pattern, what } of secretPatterns)
        if (pattern.test(text)) {
          this.add(
            warningAt(
              source.file,
              lineRange(source.line),
              'secret-in-file',
              `This looks like ${what}.`,
              'Move it to the keychain and rotate it: a key in a file has to be taken as known.',
            ),
          );
          return;
        }
    for (const name of Object.keys(values)) {
      const odd = mixedLetter(name);
      if (odd === undefined || this.counts.has(`column ${name}`)) continue;
      this.counts.set(`column ${name}`, 1);
      this.add(
        warningAt(
          source.file,
          lineRange(source.line),
          'mixed-scripts',
          `The column ${quoteFound(name)} mixes letters of two scripts.`,
          'Write the name anew with the letters of one script.',
        ),
      );
    }
  }

  /** Evaluators that no case gives what they need. */
  private unreachable(): readonly Problem[] {
    const { prompt, metrics, columns } = this;
    return prompt.evaluators.flatMap((evaluator) => {
      const metric = metrics.get(evaluator.uses);
      if (metric === undefined) return [];
      if (
        prompt.datasets.length > 0 &&
        metric.needs.includes('expected') &&
        this.withExpected === 0
      )
        if (!bringsOwn(evaluator.with))
          return [
            errorAt(
              prompt.file,
              evaluator.range,
              'expected-missing',
              `${quoteFound(evaluator.name)} compares with \`expected\`, and no case has it.`,
              'Add `expected` to the cases, or choose another metric.',
            ),
          ];
      const column = neededColumns(evaluator.uses, evaluator.with, metric).find(
        (name) => !columns.has(name),
      );
      if (column === undefined) return [];
      return [
        warningAt(
          prompt.file,
          evaluator.range,
          'evaluator-unreachable',
          `${quoteFound(evaluator.name)} never applies: it needs the column ${quoteFound(column)}, and no case has it.`,
          `Add ${quoteFound(column)} to the cases, name another column in \`with\`, or remove the evaluator.`,
        ),
      ];
    });
  }
}

function bringsOwn(settings: unknown): boolean {
  return isJsonObject(settings) && ('value' in settings || 'values' in settings);
}

/** Settings that name a column that a metric cannot do without. */
const columnSettings = ['context', 'source', 'gold'];

function neededColumns(uses: string, written: unknown, metric: KnownMetric): readonly string[] {
  const read = metric.settings.safeParse(written ?? {});
  if (!read.success || !isJsonObject(read.data)) return [];
  const settings = read.data;
  if (uses === 'contains-none')
    return settings['values'] === undefined ? columnIn(settings['column']) : [];
  return columnSettings.flatMap((key) => {
    return columnIn(settings[key]);
  });
}

function columnIn(value: unknown): readonly string[] {
  return typeof value === 'string' && /^[\w-]+$/.test(value) ? [value] : [];
}

function lineRange(line: number): TextRange {
  const start = { line, column: 1 };
  return { start, end: start };
}
