import { entryAt, entryOf, type DocumentNode, type MapNode } from '#core/documents/node.ts';
import { makeSource } from '#core/documents/source.ts';
import { readYaml } from '#core/documents/yaml.ts';
import { hasErrors, type Position, type TextRange } from '#protocol/problem.ts';

/** A change of one stretch of a text; everything around it stays as it is. */
export interface TextChange {
  readonly range: TextRange;
  readonly text: string;
}

/** `assay.yml` with one model for prompts that name none. `undefined`: the file has to be mended first. */
export function suiteModelChange(text: string, model: string): TextChange | undefined {
  const root = mapOf(text);
  if (root === undefined) return undefined;
  const value = entryOf(root, 'models')?.value;
  if (value === undefined)
    return lineChange(text, root, 'version', 'models', `[${yamlWord(model)}]`);
  const [first] = value.kind === 'list' ? value.items : [];
  const last = value.kind === 'list' ? value.items.at(-1) : undefined;
  if (first === undefined || last === undefined) {
    return isEmptyValue(value) ? undefined : { range: value.range, text: `[${yamlWord(model)}]` };
  }
  return { range: { start: first.range.start, end: last.range.end }, text: yamlWord(model) };
}

/** Another model where one stands in a prompt file; its quotation marks stay. */
export function replaceModelChange(
  text: string,
  range: TextRange,
  model: string,
): TextChange | undefined {
  const { start, end } = range;
  const line = text.split(/\r\n|\n|\r/)[start.line - 1];
  if (line === undefined || end.line !== start.line) return undefined;
  const written = line.slice(start.column - 1, end.column - 1);
  const mark = /^(["']).*\1$/.exec(written)?.[1];
  if (mark === undefined && /^["'|>&*!]/.test(written)) return undefined;
  return { range, text: mark === '"' ? JSON.stringify(model) : quoted(model, mark) };
}

/** `model:` after `name:`, or first where there is no name. `undefined`: there is no place for a line. */
export function insertModelChange(text: string, model: string): TextChange | undefined {
  const root = mapOf(text);
  return root === undefined || entryAt(root, ['model']) !== undefined
    ? undefined
    : lineChange(text, root, 'name', 'model', yamlWord(model));
}

function mapOf(text: string): MapNode | undefined {
  const { value, problems } = readYaml(makeSource('file', text));
  return value?.kind === 'map' && !hasErrors(problems) ? value : undefined;
}

/** A line of its own after the entry `after`, or before the first one. */
function lineChange(
  text: string,
  root: MapNode,
  after: string,
  key: string,
  value: string,
): TextChange | undefined {
  const [first] = root.entries;
  const lines = text.split(/\r\n|\n|\r/);
  // `{ name: x }` has no lines between its entries.
  if (first === undefined || root.range.start.line !== first.keyRange.start.line) return undefined;
  const indent = ' '.repeat(first.keyRange.start.column - 1);
  if (!(lines[first.keyRange.start.line - 1] ?? '').startsWith(indent)) return undefined;
  if (root.range.start.column !== first.keyRange.start.column) return undefined;
  const entry = entryOf(root, after);
  const line = `${indent}${key}: ${value}`;
  if (entry === undefined)
    return insertion({ line: first.keyRange.start.line, column: 1 }, `${line}\n`);
  const next = root.entries[root.entries.indexOf(entry) + 1];
  if (next !== undefined && entry.value.range.end.line >= next.keyRange.start.line) {
    return insertion({ line: next.keyRange.start.line, column: 1 }, `${line}\n`);
  }
  const { end } = entry.value.range;
  const last = end.column === 1 ? end.line - 1 : end.line;
  return last < lines.length
    ? insertion({ line: last + 1, column: 1 }, `${line}\n`)
    : insertion({ line: last, column: (lines[last - 1] ?? '').length + 1 }, `\n${line}`);
}

function insertion(at: Position, text: string): TextChange {
  return { range: { start: at, end: at }, text };
}

function isEmptyValue(node: DocumentNode): boolean {
  return node.kind === 'scalar' && node.raw === '';
}

function quoted(model: string, mark: string | undefined): string {
  return mark === undefined ? yamlWord(model) : `'${model.replaceAll("'", "''")}'`;
}

/** Without quotation marks only what no reader of YAML takes for anything but text. */
function yamlWord(model: string): string {
  const isPlain = /^[A-Za-z][\w./-]*(?::[\w./-]+)*$/.test(model) && model.includes('/');
  return isPlain ? model : JSON.stringify(model);
}
