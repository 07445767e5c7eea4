import type { Message } from '#protocol/reply.ts';
import type { JsonObject } from '#base/json.ts';
import { compileConversation } from '../prompts/conversation.ts';
import type { Prompt, PromptVariant } from '../prompts/prompt.ts';

/** A variant whose messages can be filled many times. */
export interface RenderVariant extends Pick<
  PromptVariant,
  'name' | 'parameters' | 'responseFormat'
> {
  readonly render: (values: JsonObject) => readonly Message[];
}

export function renderVariants({ variants }: Prompt): readonly RenderVariant[] {
  return variants.map((variant) => {
    const { name, parameters, responseFormat } = variant;
    const conversation = compileConversation(variant);
    return {
      name,
      parameters,
      ...(responseFormat === undefined ? {} : { responseFormat }),
      render: (values) => conversation.render(values).messages,
    };
  });
}
