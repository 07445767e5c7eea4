import assert from 'node:assert/strict';
import type { Problem } from '#protocol/problem.ts';
import type { Evidence, Measured, MetricTools, PreparedEvaluator } from '#core/metrics/metric.ts';
import { prepareEvaluators } from '#core/metrics/evaluate.ts';
import type { Evaluator } from '#core/prompts/prompt.ts';
import type { ScorerHost } from '#core/scorers/scorer.ts';
import { evidence, FakeJudge } from './evidence.ts';

export function evaluator(uses: string, settings: unknown = {}, threshold?: number): Evaluator {
  return {
    name: 'check',
    uses,
    with: settings,
    ...(threshold === undefined ? {} : { threshold }),
    range: { start: { line: 7, column: 3 }, end: { line: 9, column: 1 } },
  };
}

/** The evaluator, ready; settings with problems fail the test. */
export async function prepared(
  uses: string,
  settings: unknown = {},
  threshold?: number,
  scorers?: ScorerHost,
): Promise<PreparedEvaluator> {
  const one = evaluator(uses, settings, threshold);
  const reading = await prepareEvaluators([one], {
    file: 'a.prompt.yml',
    defaultJudge: 'judge',
    scorers,
  });
  assert.deepEqual(reading.problems, []);
  const [first] = reading.value ?? [];
  assert.ok(first);
  return first;
}

/** The problems of an evaluator's settings. */
export async function problemsOf(
  uses: string,
  settings: unknown = {},
  threshold?: number,
): Promise<readonly Problem[]> {
  const one = evaluator(uses, settings, threshold);
  return (await prepareEvaluators([one], { file: 'a.prompt.yml' })).problems;
}

export async function codesOf(
  uses: string,
  settings: unknown,
  threshold?: number,
): Promise<string[]> {
  return (await problemsOf(uses, settings, threshold)).map((problem) => problem.code);
}

export async function measure(
  uses: string,
  settings: unknown,
  seen: Evidence,
  tools: MetricTools = new FakeJudge([]),
): Promise<Measured> {
  return (await prepared(uses, settings)).measure(seen, tools);
}

/** `1`, `0.5 pass`, `0 miss`, `not-applicable`, `failed`: a score in a word. */
export async function scoreOf(
  uses: string,
  settings: unknown,
  reply: string,
  expected?: Evidence['expected'],
): Promise<string> {
  const { score } = await measure(uses, settings, evidence(reply, { expected }));
  if (score.outcome !== 'scored') return score.outcome;
  if (score.pass === undefined) return String(score.value);
  return `${score.value} ${score.pass ? 'pass' : 'miss'}`;
}
