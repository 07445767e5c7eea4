import type { TextRange } from '#protocol/problem.ts';
import { readJsonToken } from '../documents/jsonTokens.ts';
import { makeSource } from '../documents/source.ts';
import { yamlSpans } from './yamlSpans.ts';

/** Where a dataset file first names a column: the cell of a header, or the key in a row. `head`: its beginning. */
export function columnPlace(file: string, head: string, column: string): TextRange | undefined {
  const name = file.toLowerCase();
  const found = /\.[ct]sv$/.test(name)
    ? headerCell(head, column)
    : /\.ya?ml$/.test(name)
      ? yamlSpans(head).spans.find(({ part, path }) => part === 'key' && path.at(-1) === column)
      : jsonKey(head, column);
  return found === undefined ? undefined : makeSource(file, head).range(found.start, found.end);
}

/** The key of a case beside the prompt: of the first that has it. */
export function testDataPlace(text: string, column: string): TextRange | undefined {
  const found = yamlSpans(text).spans.find(
    ({ part, path }) =>
      part === 'key' && path.length === 3 && path[0] === 'testData' && path[2] === column,
  );
  return found === undefined ? undefined : makeSource('', text).range(found.start, found.end);
}

interface Found {
  readonly start: number;
  readonly end: number;
}

function jsonKey(head: string, column: string): Found | undefined {
  for (let at = 0; ;) {
    const token = readJsonToken(head, at);
    if (token.kind === 'end' || token.kind === 'unknown') return undefined;
    at = token.end;
    if (token.kind !== 'scalar' || token.value !== column) continue;
    if (readJsonToken(head, at).kind === ':') return token;
  }
}

/** A header stands on the first line; its delimiter is whatever separates most cells. */
function headerCell(head: string, column: string): Found | undefined {
  const start = head.charCodeAt(0) === 0xfeff ? 1 : 0;
  const end = start + (head.slice(start).split(/\r\n|\n|\r/, 1)[0] ?? '').length;
  const plain = head.slice(start, end).replaceAll(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((one) => ({ one, count: plain.split(one).length }));
  const delimiter = counts.toSorted((a, b) => b.count - a.count)[0]?.one ?? ',';
  for (let at = start; at <= end;) {
    const cell = cellAt(head, at, end, delimiter);
    if (cell.name === column) return cell;
    at = cell.end + 1;
  }
  return undefined;
}

function cellAt(
  head: string,
  start: number,
  limit: number,
  delimiter: string,
): Found & { readonly name: string } {
  if (head[start] !== '"') {
    const found = head.indexOf(delimiter, start);
    const end = found < 0 || found > limit ? limit : found;
    return { start, end, name: head.slice(start, end) };
  }
  let end = start + 1;
  while (end < limit && (head[end] !== '"' || head[end + 1] === '"'))
    end += head[end] === '"' ? 2 : 1;
  const stop = Math.min(end + 1, limit);
  return { start, end: stop, name: head.slice(start + 1, end).replaceAll('""', '"') };
}
