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
    return notation === 'json' || text[offsetAt(text, row.range.start)] === '{'
      ? insertInFlow(
          text,
          row,
          key,
          notation === 'json' ? JSON.stringify(value) : yamlText(value, '"'),
        )
      : insertInBlock(text, row, key, yamlText(value, ''));
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
  if (/(?:^|[\r\n])[ \t]*#[^\r\n]*(?:\r\n|\r|\n)[ \t]*$/.test(text.slice(0, start))) {
    return { why: 'A comment stands where it would be written; write it there yourself.' };
  }
  return { change: { offset: start, length: 0, text: `${line}${lineEndIn(text)}${indent}` } };
}

function isOnOneLine(line: number, { range }: DocumentNode): boolean {
  return range.start.line === line && range.end.line === line;
}

function isFirstOnLine(text: string, at: number): boolean {
  return /(?:^|[\r\n])[ \t]*$/.test(text.slice(0, at));
}

function spacesBefore(text: string, at: number): string {
  return /[ \t]*$/.exec(text.slice(0, at))?.[0] ?? '';
}

/** The end of line before a key, and what it is indented by. */
function lineBreakBefore(text: string, at: number): string {
  return /(?:\r\n|\r|\n)[ \t]*$/.exec(text.slice(0, at))?.[0] ?? ' ';
}

function endOfLine(text: string, from: number): number {
  const rest = text.slice(from).search(/[\r\n]/);
  return rest === -1 ? text.length : from + rest;
}

function lineEndIn(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
}
