import type { ResponseFormat } from '../models/model.ts';
import type { CountedModel, CountTokens, TokenCount } from './countTokens.ts';
import { tokensPerMessage, tokensPerRequest } from './tokenCounter.ts';

/** The tokens of a whole request: the texts, what wraps them, and a schema as its JSON. */
export function requestTokens(
  messages: readonly { readonly content: string }[],
  responseFormat: ResponseFormat | undefined,
  model: CountedModel | undefined,
  count: CountTokens,
): TokenCount {
  const schema =
    responseFormat?.type === 'json_schema' ? [JSON.stringify(responseFormat.schema)] : [];
  const counts = [...messages.map(({ content }) => content), ...schema].map((text) =>
    count(text, model),
  );
  return {
    tokens: counts.reduce(
      (sum, { tokens }) => sum + tokens,
      tokensPerRequest + messages.length * tokensPerMessage,
    ),
    isEstimate: counts.some(({ isEstimate }) => isEstimate),
  };
}
