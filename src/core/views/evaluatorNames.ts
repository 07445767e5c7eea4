import { isJsonObject } from '#base/json.ts';
import type { EvaluatorName } from '#protocol/panelRun.ts';
import type { EvaluatorSummary } from '#protocol/run.ts';
import { metricOf } from '../metrics/builtin.ts';
import type { Evaluator } from '../prompts/prompt.ts';

/** The evaluators of a prompt, as the run's own summary has them. */
export function summarisedEvaluators(
  evaluators: readonly EvaluatorSummary[],
): readonly EvaluatorName[] {
  return evaluators.map(({ name, kind, level, better, detail }) => {
    const hasLabels = kind === labelKind || (isJsonObject(detail) && 'matrix' in detail);
    return { name, kind, level, better, hasLabels };
  });
}

/** The same as the prompt has them, for a run that has no summary. */
export function writtenEvaluators(evaluators: readonly Evaluator[]): readonly EvaluatorName[] {
  return evaluators.map(({ name, uses }) => {
    const { level = 'case', better = 'higher' } = metricOf(uses) ?? {};
    return { name, kind: uses, level, better, hasLabels: uses === labelKind };
  });
}

const labelKind = 'label';
