import { usesO200k } from './countTokens.ts';
import type { Tokenizers } from './tokenCounter.ts';

/** The tokenizer of OpenAI's models since GPT-4o, loaded with the first of them. */
export const openaiTokenizers: Tokenizers = {
  async of({ name }) {
    if (!usesO200k(name)) return undefined;
    opened ??= import('./o200k.ts').then(({ openO200k }) => openO200k());
    return opened;
  },
};

let opened: Promise<(text: string) => number> | undefined;
