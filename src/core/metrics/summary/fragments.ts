import { TokenIndex } from './tokenIndex.ts';

/**
 * Lengths of the extractive fragments of a summary: from left to right the longest run of tokens that is somewhere in the
 * source, then on behind it (Grusky, Naaman and Artzi 2018, figure 3).
 */
export function fragmentLengths(
  source: readonly string[],
  summary: readonly string[],
): readonly number[] {
  const index = new TokenIndex(source);
  const lengths: number[] = [];
  for (let at = 0; at < summary.length;) {
    const length = index.runAt(summary, at);
    if (length > 0) lengths.push(length);
    at += Math.max(1, length);
  }
  return lengths;
}
