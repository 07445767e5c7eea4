/**
 * Characters of ASCII a token: English prose has about 4 with the tokenizers of the day, numbers and code fewer.
 * `low` and `high` say how few and how many tokens there may be on the whole; `limit`: close to no request has more.
 */
export const charactersPerToken = { low: 5.5, expected: 4.2, high: 2.2, limit: 3 } as const;

/** Tokens of a text at so many characters each, and half a token for every further byte of UTF-8. */
export function tokensAt(text: string, characters: number): number {
  const beyondAscii = Buffer.byteLength(text) - text.length;
  return Math.ceil(text.length / characters + beyondAscii / 2);
}
