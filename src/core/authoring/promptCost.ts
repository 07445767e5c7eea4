import type { EvalCase } from '#protocol/case.ts';
import type { ModelEntry } from '#protocol/catalogue.ts';
import { outputCap } from '../models/layers/estimate.ts';
import { pricingOf } from '../models/pricing.ts';
import type { CountTokens, TokenCount } from '../tokens/countTokens.ts';
import { requestTokens } from '../tokens/requestTokens.ts';
import { compileConversation } from '../prompts/conversation.ts';
import type { PromptVariant } from '../prompts/prompt.ts';

/** What a request to a model takes, and what all cases together take. */
export interface PromptCost {
  readonly input: TokenCount;
  /** The most tokens that a reply can have. */
  readonly mostOutput: number;
  /** What input and the longest reply take of the model's context; `undefined`: that is not known. */
  readonly contextShare: number | undefined;
  /** USD, with the longest reply; `undefined`: the model has no price. */
  readonly mostUsd: number | undefined;
  readonly allMostUsd: number | undefined;
  /** Of a large prompt only the first cases were counted, and the rest taken to be like them. */
  readonly isSample: boolean;
}

/** Enough to know the others by, and quick enough to be counted while somebody types. */
const mostCounted = 200;

/** `cases`: all of them; `total`: how many there are where not all are known. */
export function promptCost(
  variant: PromptVariant,
  testCase: EvalCase | undefined,
  cases: readonly EvalCase[],
  repeats: number,
  entry: ModelEntry,
  count: CountTokens,
): PromptCost {
  const conversation = compileConversation(variant);
  const { parameters, responseFormat } = variant;
  const inputOf = (one: EvalCase | undefined): TokenCount => {
    const { messages } = conversation.render(one?.values ?? {});
    return requestTokens(messages, responseFormat, entry, count);
  };
  const input = inputOf(testCase);
  const mostOutput = outputCap(entry, { messages: [], parameters, repeat: 0 });
  const pricing = pricingOf(entry);
  const usdOf = (tokens: number): number | undefined =>
    pricing.cost({ inputTokens: tokens, outputTokens: mostOutput });
  const counted = cases.slice(0, mostCounted);
  const mean =
    counted.length === 0
      ? 0
      : counted.reduce((sum, one) => sum + inputOf(one).tokens, 0) / counted.length;
  const each = usdOf(mean);
  return {
    input,
    mostOutput,
    contextShare:
      entry.context === undefined ? undefined : (input.tokens + mostOutput) / entry.context,
    mostUsd: usdOf(input.tokens),
    allMostUsd: each === undefined ? undefined : each * cases.length * repeats,
    isSample: cases.length > counted.length,
  };
}
