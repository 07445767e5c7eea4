import type { Catalogue } from '#protocol/catalogue.ts';
import type { Problem } from '#protocol/problem.ts';
import { verdictOn } from '../catalogue/policy.ts';
import { builtinMetrics } from '../metrics/builtin.ts';
import type { Suite } from '../project/suite.ts';
import { checkPrices } from '../lint/checks/prices.ts';
import { checkPrompt, type PromptKnowledge } from '../prompts/checkPrompt.ts';
import type { Prompt } from '../prompts/prompt.ts';

/** What of a project counts for one of its prompts. */
export interface LintContext {
  readonly catalogue: Catalogue | undefined;
  readonly suite: Suite;
  /** ISO date. */
  readonly today: string;
  /** The text of the prompt's file, for exact places. */
  readonly text?: string | undefined;
}

/** Everything that can be said of a prompt in its project without opening another file. */
export function lintPrompt(prompt: Prompt, context: LintContext): readonly Problem[] {
  const knowledge = knowledgeOf(context);
  return [
    ...checkPrompt(prompt, knowledge),
    ...checkPrices(context.suite, knowledge.judgeModel, prompt),
  ];
}

/** What of the project lint goes by. */
export function knowledgeOf({ catalogue, suite, today, text }: LintContext): PromptKnowledge {
  return {
    metrics,
    judgeModel: (id, task) => verdictOn(catalogue, id, today, task),
    defaultModels: suite.models.map(({ id }) => id),
    defaultJudge: suite.judge?.id,
    defaultEmbedding: suite.embedding?.id,
    text,
  };
}

/** By kind. */
export const metrics: PromptKnowledge['metrics'] = new Map(
  builtinMetrics.map((metric) => [metric.kind, metric]),
);
