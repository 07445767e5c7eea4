import { stem } from './porter.ts';

export const rougeTokenKinds = ['ascii', 'words', 'characters'] as const;

export interface RougeTokens {
  readonly tokens: (typeof rougeTokenKinds)[number];
  /** English endings do not count, in words of more than three characters. */
  readonly stem: boolean;
}

/** `ascii` is rouge-score's own: lower case, and only a to z and 0 to 9. */
export function rougeTokens(text: string, { tokens, stem: stems }: RougeTokens): readonly string[] {
  const found = text.toLowerCase().match(patterns[tokens]) ?? [];
  return stems ? found.map(stemmed) : found;
}

const patterns: Readonly<Record<RougeTokens['tokens'], RegExp>> = {
  ascii: /[a-z0-9]+/g,
  words: /[\p{L}\p{M}\p{N}]+/gu,
  characters: /[\p{L}\p{N}]\p{M}*/gu,
};

function stemmed(token: string): string {
  return token.length > 3 && /^[a-z0-9]+$/.test(token) ? stem(token) : token;
}
