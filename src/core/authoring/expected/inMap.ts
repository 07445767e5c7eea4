import { entryOf, plainValue, type DocumentNode, type MapNode } from '../../documents/node.ts';
import { offsetAt } from '../offsets.ts';
import { valueLike, type Changing } from './change.ts';
import { yamlText } from './yamlText.ts';

/** Sets a key of a row that is a map of YAML or JSON; nothing else of it is touched. */
export function changeInMap(
  text: string,
  row: MapNode,
  key: string,
  expected: string,
  notation: 'yaml' | 'json',
): Changing {
  const entry = entryOf(row, key);
  const written = valueLike(entry && plainValue(entry.value), expected);
  if ('why' in written) return written;
  const { value } = written;
  if (entry === undefined) {
    const isFlow = notation === 'json' || isInBrackets(text, row);
    const shown = notation === 'json' ? JSON.stringify(value) : yamlText(value, isFlow ? '"' : '');
    return insertInMap(text, row, key, shown);
  }
  const start = offsetAt(text, entry.value.range.start);
  const end = offsetAt(text, entry.value.range.end);
  const before = text.slice(start, end);
  if (entry.value.kind !== 'scalar' && !/^[[{]/.test(before)) {
    return { why: 'What is expected is written over several lines; change it there.' };
  }
  const replacement = notation === 'json' ? JSON.stringify(value) : yamlText(value, before);
  const [, lineEnd = ''] = /(\r\n|\r|\n)$/.exec(before) ?? [];
  const space = start === end && text[start - 1] === ':' ? ' ' : '';
  return {
    change: { offset: start, length: end - start, text: `${space}${replacement}${lineEnd}` },
  };
}

/** Adds a key with its value as written to a map, in brackets or not; nothing else of it is touched. */
export function insertInMap(text: string, map: MapNode, key: string, value: string): Changing {
  return isInBrackets(text, map)
    ? insertInFlow(text, map, key, value)
    : insertInBlock(text, map, key, value);
}

function isInBrackets(text: string, { range }: MapNode): boolean {
  return text[offsetAt(text, range.start)] === '{';
}

/** After the last key of `{…}`, laid out like it. */
function insertInFlow(text: string, { entries }: MapNode, key: string, value: string): Changing {
  const last = entries.at(-1);
  if (last === undefined) return { why: 'The case is empty.' };
  const start = offsetAt(text, last.keyRange.start);
  const end = offsetAt(text, last.value.range.end);
  const colon = text.slice(
    offsetAt(text, last.keyRange.end),
    offsetAt(text, last.value.range.start),
  );
  const name = text[start] === '"' ? JSON.stringify(key) : key;
  const layout = isFirstOnLine(text, start)
    ? lineBreakBefore(text, start)
    : entries.length > 1
      ? spacesBefore(text, start)
      : /\s/.test(colon)
        ? ' '
        : '';
  return {
    change: { offset: end, length: 0, text: `,${layout}${name}${colon}${value}` },
  };
}

/** A line of its own after the last key; before it where that has more than one line. */
function insertInBlock(text: string, { entries }: MapNode, key: string, value: string): Changing {
  const last = entries.at(-1);
  if (last === undefined) return { why: 'The case is empty.' };
  const indent = ' '.repeat(last.keyRange.start.column - 1);
  const line = `${key}: ${value}`;
  const start = offsetAt(text, last.keyRange.start);
  if (isOnOneLine(last.keyRange.start.line, last.value)) {
    const end = endOfLine(text, start);
    return { change: { offset: end, length: 0, text: `${lineEndIn(text)}${indent}${line}` } };
  }
  if (/^[ \t]*#/.test(lineAbove(text, start))) {
    return { why: 'A comment stands where it would be written; write it there yourself.' };
  }
  return { change: { offset: start, length: 0, text: `${line}${lineEndIn(text)}${indent}` } };
}

function isOnOneLine(line: number, { range }: DocumentNode): boolean {
  return range.start.line === line && range.end.line === line;
}

function isFirstOnLine(text: string, at: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, at), at));
}

function spacesBefore(text: string, at: number): string {
  return /[ \t]*$/.exec(text.slice(lineStart(text, at), at))?.[0] ?? '';
}

/** The end of line before a key, and what it is indented by. */
function lineBreakBefore(text: string, at: number): string {
  const start = lineStart(text, at);
  const from = text.startsWith('\r\n', start - 2) ? start - 2 : start - 1;
  return start === 0 ? ' ' : text.slice(from, at);
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}

function lineStart(text: string, at: number): number {
  return Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}

/** Empty above the first line. */
function lineAbove(text: string, at: number): string {
  const start = lineStart(text, at);
  const end = text.startsWith('\r\n', start - 2) ? start - 2 : start - 1;
  return start === 0 ? '' : text.slice(lineStart(text, end), end);
}

function lineEndIn(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
}
