import type { ModelParameters } from '#core/models/model.ts';
import type { Message } from '#protocol/reply.ts';

/** VS Code's interface knows these two roles and no more. */
export interface EditorMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** System messages become one message of the user, in front of all others. */
export function editorMessages(messages: readonly Message[]): readonly EditorMessage[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const rest = messages.flatMap(({ role, content }) =>
    role === 'system' ? [] : [{ role, text: content }],
  );
  return system.length === 0 ? rest : [{ role: 'user', text: system.join('\n\n') }, ...rest];
}

/** By the names that OpenAI gave them; whether one counts is for the extension that offers the model. */
export function modelOptions(parameters: ModelParameters): Readonly<Record<string, unknown>> {
  const { temperature, topP, maxTokens, seed, stop } = parameters;
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...(seed === undefined ? {} : { seed }),
    ...(stop === undefined ? {} : { stop: [...stop] }),
  };
}
