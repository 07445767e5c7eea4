import type { Position } from '#protocol/problem.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { CountTokens, CountedModel, TokenCount } from '../../tokens/countTokens.ts';
import { compileConversation } from '../../prompts/conversation.ts';
import { messagesOf, type MessageTemplate, type Prompt } from '../../prompts/prompt.ts';

/** How many tokens a message of a prompt takes. */
export interface MessageTokens {
  /** Where the message's text begins. */
  readonly at: Position;
  readonly count: TokenCount;
  /** It was filled from the case; otherwise its placeholders were counted as they are written. */
  readonly isFilled: boolean;
}

/** Of every message of every variant, each place once, filled from a case where that can be done message by message. */
export function messageTokens(
  prompt: Prompt,
  testCase: EvalCase | undefined,
  model: CountedModel | undefined,
  countTokens: CountTokens,
): readonly MessageTokens[] {
  const plain = new Set(
    prompt.variants.filter(({ template }) => template === undefined).flatMap((one) => one.messages),
  );
  return messagesOf(prompt)
    .filter(({ thread }) => thread === undefined)
    .map((message) => {
      const filled =
        testCase !== undefined && plain.has(message) ? filledText(message, testCase) : undefined;
      return {
        at: message.range.start,
        count: countTokens(filled ?? message.content, model),
        isFilled: filled !== undefined,
      };
    });
}

function filledText(message: MessageTemplate, { values }: EvalCase): string | undefined {
  const { messages, missing } = compileConversation({ messages: [message] }).render(values);
  return missing.length === 0 ? messages[0]?.content : undefined;
}
