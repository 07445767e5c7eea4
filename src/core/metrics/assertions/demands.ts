import { isGroup, type AnyAssertion, type Assertion } from '#protocol/assertion.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import type { InputHash } from '#protocol/run.ts';
import { placeAt } from '../../datasets/faults.ts';
import { quoteFound } from '../../documents/problems.ts';
import type { Reading } from '../../documents/reading.ts';
import type { CaseAsk, CaseDemands, PreparedEvaluator } from '../metric.ts';
import { asksOf, type InnerMetrics } from './innerMetrics.ts';

/** Gets ready what a case demands, and says what is wrong with it and whom it asks. */
export function demandsOf(
  testCase: EvalCase,
  inner: InnerMetrics,
): CaseDemands | Promise<CaseDemands> {
  const all = flat(testCase.assertions?.assert ?? []);
  if (all.length === 0) return nothing;
  const readings: Reading<PreparedEvaluator>[] = [];
  for (const [place, one] of all.entries()) {
    const ready = inner.of(one);
    if (ready instanceof Promise) return rest(testCase, all, readings, place, inner);
    readings.push(ready);
  }
  return summed(testCase, all, readings);
}

async function rest(
  testCase: EvalCase,
  all: readonly Assertion[],
  readings: Reading<PreparedEvaluator>[],
  from: number,
  inner: InnerMetrics,
): Promise<CaseDemands> {
  for (const one of all.slice(from)) readings.push(await inner.of(one));
  return summed(testCase, all, readings);
}

function summed(
  testCase: EvalCase,
  all: readonly Assertion[],
  readings: readonly Reading<PreparedEvaluator>[],
): CaseDemands {
  const problems: Problem[] = [];
  const asks: CaseAsk[] = [];
  const inputs: InputHash[] = [];
  for (const [place, one] of all.entries()) {
    const { value, problems: found = [] } = readings[place] ?? {};
    problems.push(...found.map((problem) => placed(problem, one, testCase)));
    if (value === undefined) continue;
    asks.push(...asksOf(one, value));
    inputs.push(...value.inputs);
    if (value.metric.level === 'corpus') problems.push(...corpusProblems(one, testCase));
  }
  return { problems, asks, inputs };
}

const nothing: CaseDemands = { problems: [], asks: [], inputs: [] };

function flat(assert: readonly AnyAssertion[]): readonly Assertion[] {
  return assert.flatMap((one) => (isGroup(one) ? flat(one.assert) : [one]));
}

function placed(problem: Problem, { uses, at }: Assertion, { source }: EvalCase): Problem {
  const { file, line } = at ?? source;
  return {
    ...problem,
    // A fault inside a file that the settings name keeps its place.
    ...(problem.file === '' || isUnplaced(problem) ? { file, range: placeAt(line) } : {}),
    message: `Assertion ${quoteFound(uses)}: ${problem.message}`,
  };
}

function isUnplaced({ range: { start, end } }: Problem): boolean {
  return start.line === 1 && start.column === 1 && end.line === 1 && end.column === 1;
}

function corpusProblems(one: Assertion, testCase: EvalCase): readonly Problem[] {
  const { uses, threshold } = one;
  if (threshold !== undefined) return [];
  const problem: Problem = {
    code: 'assertion-only-measures',
    severity: 'warning',
    file: '',
    range: placeAt(1),
    message: 'the value of one case passes nothing of itself.',
    next: `Give ${uses} a \`threshold\` here, or make it an evaluator of the prompt.`,
  };
  return [placed(problem, one, testCase)];
}
