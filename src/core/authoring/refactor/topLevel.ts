import type { TextChange } from '../expected/change.ts';
import type { YamlSpan } from '../yamlSpan.ts';
import { yamlSpans } from '../yamlSpans.ts';

/** The lines of a key at the top of a YAML file with what stands below it; comments before the next key belong to that. */
export interface TopLevel {
  readonly start: number;
  /** Behind the last line end. */
  readonly end: number;
  /** Where its value begins: behind the line of the key. */
  readonly body: number;
  /** Of the items of a list; `undefined` where it has none in lines of their own. */
  readonly itemIndent: number | undefined;
}

export function topLevel(
  text: string,
  key: string,
  spans: readonly YamlSpan[] = yamlSpans(text).spans,
): TopLevel | undefined {
  const span = spans.find(
    ({ part, path }) => part === 'key' && path.length === 1 && path[0] === key,
  );
  if (span === undefined) return undefined;
  const body = nextLine(text, span.end);
  let end = body;
  let itemIndent: number | undefined;
  for (let at = body; at < text.length;) {
    const next = nextLine(text, at);
    const line = text.slice(at, next);
    if (/^[^\s#-]/.test(line) || /^(?:---|\.\.\.)\s*$/.test(line)) break;
    const isOurs = line.trim() !== '' && !line.startsWith('#');
    if (isOurs) end = next;
    itemIndent ??= /^( *)- /.exec(line)?.[1]?.length;
    at = next;
  }
  return { start: span.start, end, body, itemIndent };
}

/** Adds an item to a list at the top of the file, or the list where there is none. `item`: lines for an indentation. */
export function appendItem(
  text: string,
  key: string,
  item: (indent: number) => string,
): TextChange | undefined {
  const found = topLevel(text, key);
  if (found !== undefined) {
    if (found.itemIndent === undefined) return undefined;
    const isEnded = found.end === 0 || text[found.end - 1] === '\n';
    return {
      offset: found.end,
      length: 0,
      text: `${isEnded ? '' : '\n'}${item(found.itemIndent)}`,
    };
  }
  const isEnded = text === '' || text.endsWith('\n');
  return { offset: text.length, length: 0, text: `${isEnded ? '' : '\n'}${key}:\n${item(2)}` };
}

function nextLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found + 1;
}
