import type { Position } from '#protocol/problem.ts';

/** The offset of a position; one outside of the text or its line is moved to the nearest end. */
export function offsetAt(text: string, { line, column }: Position): number {
  const starts = lineStarts(text);
  const start = starts[line - 1];
  if (start === undefined) return line < 1 ? 0 : text.length;
  return Math.min(start + Math.max(column - 1, 0), lineEndAt(text, start));
}

/** Of the text that was asked for last: many places of one text are asked for in a row. */
let known: { readonly text: string; readonly starts: readonly number[] } | undefined;

/** Lines end at LF, CRLF or CR. */
function lineStarts(text: string): readonly number[] {
  if (known?.text === text) return known.starts;
  const starts = [0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  known = { text, starts };
  return starts;
}

function lineEndAt(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}
