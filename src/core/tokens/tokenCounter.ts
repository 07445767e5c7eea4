import type { ModelEntry } from '#protocol/catalogue.ts';
import { charactersPerToken, tokensAt } from './charactersPerToken.ts';

/** How many tokens a model makes of a text. Special tokens in it count as text. */
export type CountTokens = (text: string) => number;

/** The tokenizers of a program. What none knows is estimated. */
export interface Tokenizers {
  /** Loads what is needed when it is first asked for. `undefined`: the tokenizer of this model is not known. */
  of(entry: Pick<ModelEntry, 'provider' | 'name'>): Promise<CountTokens | undefined>;
}

/** Around each message, and around the whole, as OpenAI's models count them. */
export const tokensPerMessage = 4;
export const tokensPerRequest = 3;

/**
 * What a text has in tokens where nothing can count them: 4.2 characters of ASCII each, and half a token for every
 * further byte of UTF-8. Right to about a fifth for prose, and less for code and numbers.
 */
export function estimatedTokens(text: string): number {
  return tokensAt(text, charactersPerToken.expected);
}

/** No text has more tokens than bytes. */
export function mostTokens(text: string): number {
  return Buffer.byteLength(text);
}
