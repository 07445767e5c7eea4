import type { Catalogue } from '#protocol/catalogue.ts';
import type { Problem } from '#protocol/problem.ts';
import { verdictOn } from '../catalogue/policy.ts';
import { builtinMetrics } from '../metrics/builtin.ts';
import type { Suite } from '../project/suite.ts';
import { checkPrompt } from '../prompts/checkPrompt.ts';
import type { Prompt } from '../prompts/prompt.ts';

/** What of a project counts for one of its prompts. */
export interface LintContext {
  readonly catalogue: Catalogue | undefined;
  readonly suite: Suite;
  /** ISO date. */
  readonly today: string;
}

/** Everything that can be said of a prompt in its project without opening another file. */
export function lintPrompt(
  prompt: Prompt,
  { catalogue, suite, today }: LintContext,
): readonly Problem[] {
  return checkPrompt(prompt, {
    metrics,
    judgeModel: (id, task) => verdictOn(catalogue, id, today, task),
    defaultModels: suite.models.map(({ id }) => id),
    defaultJudge: suite.judge?.id,
    defaultEmbedding: suite.embedding?.id,
  });
}

const metrics = new Map(builtinMetrics.map((metric) => [metric.kind, metric]));
