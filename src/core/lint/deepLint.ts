import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import { firstProblems, problemsInOrder } from '../documents/problems.ts';
import type { PromptKnowledge } from '../prompts/checkPrompt.ts';
import type { Prompt } from '../prompts/prompt.ts';
import type { Tokenizers } from '../tokens/tokenCounter.ts';
import { checkInstructions } from './checks/instructions.ts';
import { checkLookalikes } from './checks/lookalikes.ts';
import { checkSchemas, invalidSchemas } from './checks/schemaSense.ts';
import { CaseLint } from './caseLint.ts';
import { LongestCases } from './longest.ts';
import { StaleRecordings, type RecordedRequests } from './recorded.ts';
import { renderVariants, type RenderVariant } from './renderVariants.ts';
import {
  coverageOf,
  coverageProblems,
  SeenCases,
  type CoveredRequirement,
} from './requirements/coverage.ts';

/** What lint knows where it may open other files. */
export interface DeepKnowledge extends PromptKnowledge {
  /** Absent: token counts are estimates. */
  readonly tokenizers?: Tokenizers | undefined;
  /** Absent: nothing was recorded. */
  readonly recorded?: RecordedRequests | undefined;
}

export interface DeepFindings {
  readonly problems: readonly Problem[];
  readonly requirements: readonly CoveredRequirement[];
}

/**
 * What can be said of a prompt only with all its cases at hand, and what of its words keeps no run from starting. The cases
 * are given one after the other, and not kept.
 */
export class DeepLint {
  private readonly prompt: Prompt;
  private readonly knowledge: DeepKnowledge;
  private readonly cases: CaseLint;
  private readonly seen = new SeenCases();
  private readonly longest = new LongestCases();
  private readonly stale: StaleRecordings | undefined;
  private readonly variants: readonly RenderVariant[];

  constructor(prompt: Prompt, knowledge: DeepKnowledge) {
    const { metrics, recorded, judgeModel } = knowledge;
    this.prompt = prompt;
    this.knowledge = knowledge;
    this.cases = new CaseLint(prompt, metrics);
    this.stale =
      recorded === undefined ? undefined : new StaleRecordings(prompt, recorded, judgeModel);
    this.variants = renderVariants(prompt);
  }

  take(testCase: EvalCase): void {
    this.cases.take(testCase);
    this.seen.take(testCase);
    for (const variant of this.variants) this.longest.take(testCase, variant);
    this.stale?.take(testCase, this.variants);
  }

  async finish(): Promise<DeepFindings> {
    const { prompt, knowledge, seen } = this;
    const { judgeModel, tokenizers, metrics, text } = knowledge;
    const requirements = coverageOf(prompt, text, seen, metrics);
    const problems = [
      ...checkSchemas(prompt, text),
      ...(await invalidSchemas(prompt, text)),
      ...checkInstructions(prompt, text),
      ...checkLookalikes(prompt, text),
      ...this.cases.finish(),
      ...(await this.longest.finish(prompt, judgeModel, tokenizers)),
      ...(this.stale?.finish() ?? []),
      ...coverageProblems(prompt, requirements),
    ];
    return { problems: firstProblems(problemsInOrder(problems)), requirements };
  }
}
