/** White space around a message that does not count: all of it, or line ends only. */
export type Trimming = 'space' | 'lines';

export function trimMessage(text: string, trims: Trimming): string {
  if (trims === 'space') return text.trim();
  let start = 0;
  let end = text.length;
  while (start < end && isLineEnd(text[start])) start += 1;
  while (end > start && isLineEnd(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

function isLineEnd(sign: string | undefined): boolean {
  return sign === '\n' || sign === '\r';
}
