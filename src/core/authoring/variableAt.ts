import type { Position, TextRange } from '#protocol/problem.ts';
import { templateVariables } from '../prompts/template.ts';
import { offsetAt } from './offsets.ts';

/** A `{{name}}` in the text of a file. */
export interface VariableAt {
  readonly name: string;
  /** With the braces. */
  readonly range: TextRange;
}

/** The placeholder that the cursor touches, as the engine reads placeholders. */
export function variableAt(text: string, at: Position): VariableAt | undefined {
  const { line, column } = lineAt(text, at);
  const found = templateVariables(line).find(({ start, end }) => start <= column && column <= end);
  if (found === undefined) return undefined;
  return { name: found.name, range: rangeIn(at.line, found.start, found.end) };
}

/** The half-written name that a cursor behind `{{` stands in. */
export interface OpenVariable {
  /** From the first letter of the name to the last. */
  readonly range: TextRange;
  readonly word: string;
  /** What is missing behind it: `}}`, `}` or nothing. */
  readonly closing: string;
}

/** `undefined` where the cursor does not stand where a name is written. */
export function openVariableAt(text: string, at: Position): OpenVariable | undefined {
  const { line, column } = lineAt(text, at);
  const open = line.lastIndexOf('{{', column - 1);
  if (open < 0 || open + 2 > column) return undefined;
  const before = line.slice(open + 2, column);
  if (!/^\s*[\p{L}\p{M}\p{N}_. -]*$/u.test(before)) return undefined;
  const start = open + 2 + (before.length - before.trimStart().length);
  const rest = /^[\p{L}\p{M}\p{N}_.-]*/u.exec(line.slice(column))?.[0] ?? '';
  const end = column + rest.length;
  const behind = line.slice(end).trimStart();
  const closing = behind.startsWith('}}') ? '' : behind.startsWith('}') ? '}' : '}}';
  return { range: rangeIn(at.line, start, end), word: line.slice(start, end), closing };
}

/** The line of a position, and the column in it from 0. */
function lineAt(text: string, at: Position): { readonly line: string; readonly column: number } {
  const offset = offsetAt(text, at);
  const start = offsetAt(text, { line: at.line, column: 1 });
  const end = offsetAt(text, { line: at.line, column: Number.MAX_SAFE_INTEGER });
  return { line: text.slice(start, end), column: offset - start };
}

function rangeIn(line: number, start: number, end: number): TextRange {
  return { start: { line, column: start + 1 }, end: { line, column: end + 1 } };
}
