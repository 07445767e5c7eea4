import type { Position } from '#protocol/problem.ts';
import type { DocumentNode, ListNode, MapNode } from '../../documents/node.ts';

/** Where what stands in lines is to stand. Lines count from 1, columns from 0. */
export interface YamlLayout {
  /** Of lines that begin with a key, a dash or a value of their own. */
  readonly indents: ReadonlyMap<number, number>;
  /** Lines inside of a text or of brackets, and by how much they move with its beginning. */
  readonly held: ReadonlyMap<number, number>;
  /** One space goes between each two places of a line, the first of which is a dash or a colon. */
  readonly gaps: readonly { readonly line: number; readonly from: number; readonly to: number }[];
}

/** Two spaces a level, lists indented under their key. `lines`: of the whole text. */
export function yamlLayout(root: DocumentNode, lines: readonly string[]): YamlLayout {
  const indents = new Map<number, number>();
  const held = new Map<number, number>();
  const gaps: { line: number; from: number; to: number }[] = [];
  const textAt = ({ line, column }: Position): string => (lines[line - 1] ?? '').slice(column - 1);

  const place = (line: number, indent: number): void => {
    // What stands behind a dash on its line moves with the dash.
    if (!indents.has(line)) indents.set(line, indent);
  };
  const hold = (node: DocumentNode, from: number, shift: number): void => {
    const last = lastLine(node, textAt(node.range.start), lines);
    for (let line = from + 1; line <= last; line += 1) held.set(line, shift);
  };
  const gap = (line: number, from: number, to: number): void => {
    if (to > from) gaps.push({ line, from, to });
  };

  const walk = (node: DocumentNode, indent: number): void => {
    if (node.kind === 'map') map(node, indent);
    else if (node.kind === 'list') list(node, indent);
  };
  const map = ({ entries }: MapNode, indent: number): void => {
    for (const { keyRange, value } of entries) {
      const { line, column } = keyRange.start;
      place(line, indent);
      const shift = indent - (column - 1);
      const colon = (lines[keyRange.end.line - 1] ?? '').indexOf(':', keyRange.end.column - 1);
      const isHere = value.range.start.line === keyRange.end.line && !isEmpty(value);
      if (isHere) gap(line, colon + 1, value.range.start.column - 1);
      valueOf(value, line, indent, shift, textAt(value.range.start));
    }
  };
  const list = ({ items }: ListNode, indent: number): void => {
    for (const item of items) {
      const dash = dashOf(item, lines);
      if (dash === undefined) continue;
      place(dash.line, indent);
      const isHere = item.range.start.line === dash.line && !isEmpty(item);
      if (isHere) gap(dash.line, dash.column + 1, item.range.start.column - 1);
      valueOf(item, dash.line, indent, indent - dash.column, textAt(item.range.start));
    }
  };
  const valueOf = (
    value: DocumentNode,
    line: number,
    indent: number,
    shift: number,
    written: string,
  ): void => {
    if (isBlock(value, written)) walk(value, indent + 2);
    else hold(value, line, shift);
  };
  if (isBlock(root, textAt(root.range.start))) walk(root, 0);
  return { indents, held, gaps };
}

function isBlock(node: DocumentNode, written: string): boolean {
  return node.kind !== 'scalar' && !/^[[{]/.test(written);
}

function isEmpty(node: DocumentNode): boolean {
  return node.kind === 'scalar' && node.raw === '';
}

/** Of a block of text the last line that is not blank, or that is kept although it is. */
function lastLine(node: DocumentNode, written: string, lines: readonly string[]): number {
  const { start, end } = node.range;
  const isText = /^[|>]/.test(written);
  let last = isText && end.column === 1 ? end.line - 1 : end.line;
  if (!isText || /^[|>][1-9]?\+/.test(written)) return last;
  while (last > start.line && (lines[last - 1] ?? '').trim() === '') last -= 1;
  return last;
}

/** The dash of an item: before it on its line, or on a line above. */
function dashOf(
  { range: { start } }: DocumentNode,
  lines: readonly string[],
): { readonly line: number; readonly column: number } | undefined {
  const before = (lines[start.line - 1] ?? '').slice(0, start.column - 1);
  const here = /-[ \t]*$/.exec(before);
  if (here !== null) return { line: start.line, column: here.index };
  for (let line = start.line - 1; line >= 1; line -= 1) {
    const text = (lines[line - 1] ?? '').replace(/(?:^|\s)#.*$/, '').trimEnd();
    if (text.trim() === '') continue;
    return text.endsWith('-') ? { line, column: text.length - 1 } : undefined;
  }
  return undefined;
}
