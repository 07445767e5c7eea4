import { readJsonToken } from '../../documents/jsonTokens.ts';
import { yamlSpans } from '../yamlSpans.ts';

/** Where a dataset names a column: a cell of its header, or a key of a row. Quotation marks included. */
export interface ColumnKey {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Every name of a column in a dataset, in file order. Of broken text, or the head of a file, those that can be told. */
export function columnKeys(file: string, text: string): Iterable<ColumnKey> {
  const name = file.toLowerCase();
  if (/\.[ct]sv$/.test(name)) return headerCells(text);
  if (/\.ya?ml$/.test(name)) return yamlKeys(text);
  return jsonKeys(text, name.endsWith('.jsonl'));
}

/** Keys under which a map holds the rows. */
const listKeys: readonly (string | number | undefined)[] = ['cases', 'rows', 'data'];

function* yamlKeys(text: string): Generator<ColumnKey> {
  for (const { part, path, start, end } of yamlSpans(text).spans) {
    const isInRow =
      (path.length === 2 && typeof path[0] === 'number') ||
      (path.length === 3 && typeof path[1] === 'number' && listKeys.includes(path[0]));
    if (part === 'key' && isInRow) yield { name: String(path.at(-1)), start, end };
  }
}

/** Rows are objects: each by itself in JSONL, in a list, or in a list under one of the keys. */
function* jsonKeys(text: string, isLines: boolean): Generator<ColumnKey> {
  const open: { readonly kind: '{' | '['; key?: string }[] = [];
  const isInRow = (): boolean => {
    const kinds = open.map(({ kind }) => kind).join('');
    if (isLines) return kinds === '{';
    return kinds === '[{' || (kinds === '{[{' && listKeys.includes(open[0]?.key));
  };
  for (let at = 0; ;) {
    const token = readJsonToken(text, at);
    if (token.kind === 'end') return;
    at = Math.max(token.end, at + 1);
    if (token.kind === '{' || token.kind === '[') open.push({ kind: token.kind });
    else if (token.kind === '}' || token.kind === ']') open.pop();
    // A row that is broken may leave brackets open: the next line is another one.
    else if (token.kind === 'unknown' && isLines) {
      open.length = 0;
      at = lineEnd(text, at);
    }
    const top = open.at(-1);
    if (token.kind !== 'scalar' || top?.kind !== '{' || typeof token.value !== 'string') continue;
    if (readJsonToken(text, token.end).kind !== ':') continue;
    top.key = token.value;
    if (isInRow()) yield { name: token.value, start: token.start, end: token.end };
  }
}

function lineEnd(text: string, from: number): number {
  const found = text.slice(from).search(/[\r\n]/);
  return found < 0 ? text.length : from + found;
}

/** A header stands on the first line; its delimiter is whatever separates most cells. */
function* headerCells(text: string): Generator<ColumnKey> {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const end = start + (/^[^\r\n]*/.exec(text.slice(start))?.[0] ?? '').length;
  const plain = text.slice(start, end).replaceAll(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((one) => ({ one, count: plain.split(one).length }));
  const delimiter = counts.toSorted((a, b) => b.count - a.count)[0]?.one ?? ',';
  for (let at = start; at <= end;) {
    const cell = cellAt(text, at, end, delimiter);
    yield cell;
    at = cell.end + 1;
  }
}

function cellAt(text: string, start: number, limit: number, delimiter: string): ColumnKey {
  if (text[start] !== '"') {
    const found = text.indexOf(delimiter, start);
    const end = found < 0 || found > limit ? limit : found;
    return { start, end, name: text.slice(start, end).trim() };
  }
  let end = start + 1;
  while (end < limit && (text[end] !== '"' || text[end + 1] === '"'))
    end += text[end] === '"' ? 2 : 1;
  const stop = Math.min(end + 1, limit);
  return {
    start,
    end: stop,
    name: text
      .slice(start + 1, end)
      .replaceAll('""', '"')
      .trim(),
  };
}
