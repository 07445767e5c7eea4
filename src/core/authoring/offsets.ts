import type { Position } from '#protocol/problem.ts';

/** The offset of a position; one outside of the text or its line is moved to the nearest end. */
export function offsetAt(text: string, { line, column }: Position): number {
  let start = 0;
  for (let count = 1; count < line; count += 1) {
    const end = lineEndAt(text, start);
    if (end >= text.length) return text.length;
    start = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
  }
  return Math.min(start + Math.max(column - 1, 0), lineEndAt(text, start));
}

/** Lines end at LF, CRLF or CR. */
function lineEndAt(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}
