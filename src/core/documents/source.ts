import type { Position, Problem, TextRange } from '#protocol/problem.ts';
import { fileStart } from '#protocol/problem.ts';
import { findHidden } from './hidden.ts';
import { errorAt, firstProblems } from './problems.ts';
import type { Reading } from './reading.ts';

/** The text of a file, and where in it an offset stands. Offsets are UTF-16 units; those outside are moved to the nearest end. */
export interface SourceText {
  /** As the user named it. */
  readonly file: string;
  readonly text: string;
  position(offset: number): Position;
  /** `end` is the offset after the last character. */
  range(start: number, end: number): TextRange;
}

/** Lines end at LF, CRLF or CR, as in VS Code. The line index is made when the first position is asked for. */
export function makeSource(file: string, text: string): SourceText {
  let starts: readonly number[] | undefined;
  const position = (offset: number): Position => {
    starts ??= lineStarts(text);
    const at = Math.min(Math.max(offset, 0), text.length);
    const line = lastAtMost(starts, at);
    return { line: line + 1, column: at - (starts[line] ?? 0) + 1 };
  };
  return {
    file,
    text,
    position,
    range: (start, end) => ({ start: position(start), end: position(Math.max(start, end)) }),
  };
}

/**
 * Bytes as text. A UTF-8 byte order mark is removed. `undefined` for UTF-16 and for broken UTF-8; control characters
 * other than tab and line ends are errors, invisible and direction-changing characters warnings.
 */
export function decodeSource(bytes: Uint8Array, file: string): Reading<SourceText> {
  const utf16 = utf16Kind(bytes);
  if (utf16 !== undefined) {
    const message = `The file is not UTF-8; it looks like ${utf16}.`;
    return refused(errorAt(file, fileStart, 'encoding', message, 'Save it as UTF-8.', 'UTF-8'));
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refused(brokenUtf8(bytes, file));
  }
  const source = makeSource(file, text);
  const problems = firstProblems(findHidden(source));
  return { value: source, problems };
}

function refused(problem: Problem): Reading<SourceText> {
  return { value: undefined, problems: [problem] };
}

/** With a byte order mark, or by the zeros that ASCII characters leave in every other byte. */
function utf16Kind(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16BE';
  const seen = Math.min(bytes.length, 256) & ~1;
  let evenZeros = 0;
  let oddZeros = 0;
  for (let at = 0; at < seen; at += 2) {
    if (bytes[at] === 0) evenZeros += 1;
    if (bytes[at + 1] === 0) oddZeros += 1;
  }
  if (seen >= 4 && oddZeros * 4 > seen && evenZeros === 0) return 'UTF-16LE';
  if (seen >= 4 && evenZeros * 4 > seen && oddZeros === 0) return 'UTF-16BE';
  return undefined;
}

function brokenUtf8(bytes: Uint8Array, file: string): Problem {
  const at = firstInvalid(bytes);
  const before = makeSource(file, new TextDecoder('utf-8').decode(bytes.subarray(0, at)));
  const place = before.position(before.text.length);
  const byte = bytes[at] ?? 0;
  const guess = byte >= 0xa0 ? ' The file may be Latin-1 or Windows-1252.' : '';
  return errorAt(
    file,
    { start: place, end: place },
    'invalid-utf8',
    `Byte ${String(at)} (0x${byte.toString(16).toUpperCase()}) is not UTF-8.${guess}`,
    'Save the file as UTF-8.',
    'UTF-8',
  );
}

/** Offset of the first byte that does not belong to a well-formed sequence; the length where there is none. */
function firstInvalid(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

/** Length of the well-formed sequence at `at`, 0 where there is none (Unicode table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  const second = bytes[at + 1] ?? 0;
  if (second < lowest || second > highest) return 0;
  for (let next = at + 2; next < at + length; next += 1) {
    if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

/** Index of the last number that is not above `limit`; the first is never above. */
function lastAtMost(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
