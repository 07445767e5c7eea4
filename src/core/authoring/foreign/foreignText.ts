import type { Position, TextRange } from '#protocol/problem.ts';
import { offsetAt } from '../offsets.ts';
import type { ForeignKind } from './foreignKeys.ts';

/** The part of a file that holds keys, where it stands: what is before it is blank, what is behind it cut. `undefined`: there is none. */
export function keysText(kind: ForeignKind, text: string): string | undefined {
  if (kind === 'promptfoo') return text;
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  if (first < 0 || !isFence(lines[first])) return undefined;
  const last = lines.findIndex((line, at) => at > first && isFence(line));
  const before = lines.slice(0, first + 1).map((line) => ' '.repeat(line.length));
  return [...before, ...lines.slice(first + 1, last < 0 ? lines.length : last)].join('\n');
}

function isFence(line: string | undefined): boolean {
  return /^(?:---|\+\+\+)\s*$/.test(line ?? '');
}

/** A word inside of a tag of a template: `{{ na` or `{% if na`. */
export interface TagWord {
  /** From its first letter to its last; of `a.b` the whole. */
  readonly range: TextRange;
  readonly word: string;
  /** What is missing behind it: `}}`, or nothing. */
  readonly closing: string;
}

/** `undefined` where the cursor stands in no tag, or in a text of one. Tags over several lines are not looked for. */
export function tagWordAt(text: string, at: Position): TagWord | undefined {
  const start = offsetAt(text, { line: at.line, column: 1 });
  const end = offsetAt(text, { line: at.line, column: Number.MAX_SAFE_INTEGER });
  const line = text.slice(start, end);
  const column = offsetAt(text, at) - start;
  const open = Math.max(line.lastIndexOf('{{', column - 1), line.lastIndexOf('{%', column - 1));
  if (open < 0 || open + 2 > column) return undefined;
  const before = line.slice(open + 2, column);
  if (/\}\}|%\}/.test(before) || isInQuotes(before)) return undefined;
  const head = /[\p{L}\p{N}_@][\p{L}\p{N}_.-]*$|$/u.exec(before)?.[0] ?? '';
  const rest = /^[\p{L}\p{N}_.-]*/u.exec(line.slice(column))?.[0] ?? '';
  const from = column - head.length;
  const to = column + rest.length;
  const isAlone = line.startsWith('{{', open) && /^[~\s]*$/.test(line.slice(open + 2, from));
  const behind = line.slice(to).trimStart();
  const closing = !isAlone || behind.startsWith('}') ? '' : '}}';
  return {
    range: {
      start: { line: at.line, column: from + 1 },
      end: { line: at.line, column: to + 1 },
    },
    word: line.slice(from, to),
    closing,
  };
}

function isInQuotes(text: string): boolean {
  const plain = text.replaceAll(/"[^"]*"|'[^']*'/g, '');
  return /["']/.test(plain);
}
