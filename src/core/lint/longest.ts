import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import type { ModelVerdict } from '../catalogue/policy.ts';
import { errorAt, quoteFound, warningAt } from '../documents/problems.ts';
import type { Prompt } from '../prompts/prompt.ts';
import {
  estimatedTokens,
  mostTokens,
  tokensPerMessage,
  tokensPerRequest,
  type Tokenizers,
} from '../tokens/tokenCounter.ts';
import type { RenderVariant } from './renderVariants.ts';

interface Longest {
  readonly testCase: EvalCase;
  readonly texts: readonly string[];
  readonly length: number;
}

/** The longest case of each variant, and whether it fits into the models. */
export class LongestCases {
  private readonly byVariant = new Map<string, Longest>();

  take(testCase: EvalCase, { name, render }: RenderVariant): void {
    const texts = render(testCase.values).map(({ content }) => content);
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    const before = this.byVariant.get(name);
    if (before === undefined || before.length < length)
      this.byVariant.set(name, { testCase, texts, length });
  }

  async finish(
    prompt: Prompt,
    judgeModel: (id: string) => ModelVerdict,
    tokenizers: Tokenizers | undefined,
  ): Promise<readonly Problem[]> {
    const problems: Problem[] = [];
    for (const { id, range } of prompt.models) {
      const verdict = judgeModel(id);
      const context = verdict.allowed ? verdict.entry.context : undefined;
      if (!verdict.allowed || context === undefined) continue;
      for (const variant of prompt.variants) {
        const longest = this.byVariant.get(variant.name);
        if (longest === undefined) continue;
        const { texts, testCase } = longest;
        const room = variant.parameters.maxTokens ?? 0;
        const around = texts.length * tokensPerMessage + tokensPerRequest;
        const sum = (count: (text: string) => number): number =>
          texts.reduce((total, text) => total + count(text), around);
        if (sum(mostTokens) + room <= context) continue;
        const count = await tokenizers?.of(verdict.entry);
        const tokens = sum(count ?? estimatedTokens);
        if (tokens + room <= context) continue;
        const isSure = count !== undefined;
        const { file, line } = testCase.source;
        problems.push(
          (isSure ? errorAt : warningAt)(
            prompt.file,
            range,
            'context-exceeded',
            `With the case ${quoteFound(testCase.id)} (${file}:${line}) the prompt has ${isSure ? '' : 'about '}${tokens} tokens${room > 0 ? ` and up to ${room} of the reply` : ''}, and ${quoteFound(id)} takes ${context} together.`,
            'Shorten the prompt or the case, lower `maxTokens`, or choose a model with more context.',
          ),
        );
        break;
      }
    }
    return problems;
  }
}
