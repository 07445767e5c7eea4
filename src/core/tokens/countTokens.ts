import type { ModelEntry } from '#protocol/catalogue.ts';
import { estimatedTokens } from './tokenCounter.ts';

export interface TokenCount {
  readonly tokens: number;
  /** The model cuts text in another way, or in one that is not published. */
  readonly isEstimate: boolean;
}

/** What a model is called by its provider; without one the count is an estimate. */
export type CountedModel = Pick<ModelEntry, 'name'>;

/** The tokens of one text, without what a provider wraps around a message. */
export type CountTokens = (text: string, model: CountedModel | undefined) => TokenCount;

/**
 * Gives the counter, and loads the vocabulary on first use. Where that cannot be read every count is an
 * estimate. Never rejects.
 */
export function loadTokenCounter(): Promise<CountTokens> {
  loading ??= import('./o200k.ts')
    .then(({ openO200k }) => counterOver(openO200k()))
    .catch(() => estimateTokens);
  return loading;
}

let loading: Promise<CountTokens> | undefined;

function estimateTokens(text: string): TokenCount {
  return { tokens: estimatedTokens(text), isEstimate: true };
}

function counterOver(count: (text: string) => number): CountTokens {
  return (text, model) => ({
    tokens: count(text),
    isEstimate: model === undefined || !usesO200k(model.name),
  });
}

/**
 * Whether a model is one of those that OpenAI documents to use `o200k_base` (gpt-oss: the same with more
 * special tokens): GPT-4o, GPT-4.1, GPT-4.5, GPT-5 and later, the o series. Older ones, embeddings and
 * other makers cut text otherwise.
 */
export function usesO200k(name: string): boolean {
  return /^(?:[^/]+\/)*(?:chatgpt-4o|gpt-4o|gpt-4\.[15]|gpt-[5-9]|gpt-oss|o[1-9])(?:[-:.@]|$)/.test(
    name.toLowerCase(),
  );
}
