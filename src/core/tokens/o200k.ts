import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { Merges } from './merges.ts';
import { pieceTokens } from './pieceTokens.ts';

/**
 * Counts as OpenAI's `o200k_base` cuts text, the vocabulary of its models since GPT-4o. Special tokens are
 * text like any other: data cannot become one. The vocabulary stands in a file beside the program; throws
 * where that cannot be read.
 */
export function openO200k(): (text: string) => number {
  const file = join(import.meta.dirname, 'o200k.bin');
  const merges = new Merges(brotliDecompressSync(readFileSync(file)));
  const known = new Map<string, number>();
  return (text) => {
    let tokens = 0;
    for (const [piece] of text.matchAll(pieces)) {
      const before = known.get(piece);
      const count = before ?? pieceTokens(Buffer.from(piece), merges);
      tokens += count;
      if (before !== undefined || piece.length > longestKept) continue;
      if (known.size >= mostKept) known.clear();
      known.set(piece, count);
    }
    return tokens;
  };
}

const mostKept = 20_000;
const longestKept = 40;

const ending = "(?:'(?:[sS]|[dD]|[mM]|[tT]|[lL][lL]|[vV][eE]|[rR][eE]))?";
const upper = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const lower = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;
const lead = String.raw`[^\r\n\p{L}\p{N}]?`;

/** Where `o200k_base` cuts before anything joins: words with their sign or space in front, numbers by three, signs, space. */
const pieces = new RegExp(
  [
    `${lead}${upper}*${lower}+${ending}`,
    `${lead}${upper}+${lower}*${ending}`,
    String.raw`\p{N}{1,3}`,
    String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]*`,
    String.raw`\s*[\r\n]+`,
    String.raw`\s+(?!\S)`,
    String.raw`\s+`,
  ].join('|'),
  'gu',
);
