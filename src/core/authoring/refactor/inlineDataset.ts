import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { readPrompt } from '../../project/readPrompt.ts';
import { withChanges } from '../variables/sameMeaning.ts';
import { counted } from '../../report/numbers.ts';
import type { DatasetReference } from '../../prompts/prompt.ts';
import { yamlSpans } from '../yamlSpans.ts';
import { textRows } from '../textRows.ts';
import type { Refactoring, Selected } from './refactoring.ts';
import { appendItem, topLevel } from './topLevel.ts';
import { yamlRow } from './yamlWriting.ts';

/** More than this is no small dataset. */
const mostRows = 200;
const mostCharacters = 64 * 1024;

/** The place among its datasets of the one that the cursor stands in. */
export function datasetAt(text: string, { start }: Selected): number | undefined {
  const found = yamlSpans(text).spans.find(
    ({ path, from, to }) =>
      path[0] === 'datasets' && typeof path[1] === 'number' && from <= start && start <= to,
  );
  const index = found?.path[1];
  return typeof index === 'number' ? index : undefined;
}

/** Writes the rows of a small dataset beside the prompt, under the names that `map` gives them. The file stays. */
export async function inlineDataset(
  text: string,
  index: number,
  { file, map }: DatasetReference,
  dataset: string,
): Promise<Refactoring | undefined> {
  if (dataset.length > mostCharacters) return undefined;
  const rows = await textRows(file, dataset);
  if (rows === undefined || rows.length === 0 || rows.length > mostRows) return undefined;
  const removed = removedItem(text, index);
  const added = appendItem(text, 'testData', (indent) =>
    rows.map(({ values }) => yamlRow(mapped(values, map), indent)).join(''),
  );
  if (removed === undefined || added === undefined) return undefined;
  const changes = [removed, added].toSorted((a, b) => a.offset - b.offset);
  const wanted = [...casesOf(text), ...rows.map(({ values }) => mapped(values, map))];
  if (!isDeepStrictEqual(casesOf(withChanges(text, changes)), wanted)) return undefined;
  const title = `Write ${counted(rows.length, 'case')} of ${file} into the prompt`;
  return { kind: 'inline', title, changes };
}

function casesOf(text: string): readonly JsonObject[] {
  const { value } = readPrompt(Buffer.from(text), 'a.prompt.yml');
  return value?.cases.map(({ values }) => values) ?? [];
}

function mapped(values: JsonObject, map: Readonly<Record<string, string>>): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const [name, column] of Object.entries(map)) {
    const value = Object.hasOwn(values, column) ? values[column] : undefined;
    if (value !== undefined) result[name] = value;
  }
  const gone = new Set([...Object.keys(map), ...Object.values(map)]);
  for (const [key, value] of Object.entries(values)) {
    if (!gone.has(key) && value !== undefined) result[key] = value;
  }
  return result;
}

/** The lines of the item, or of the whole list where it is the only one. */
function removedItem(
  text: string,
  index: number,
): { readonly offset: number; readonly length: number; readonly text: string } | undefined {
  const block = topLevel(text, 'datasets');
  if (block?.itemIndent === undefined) return undefined;
  const dash = `${' '.repeat(block.itemIndent)}- `;
  const starts: number[] = [];
  for (let at = block.body; at < block.end;) {
    if (text.startsWith(dash, at)) starts.push(at);
    const next = text.indexOf('\n', at);
    at = next < 0 ? block.end : next + 1;
  }
  const start = starts[index];
  if (start === undefined) return undefined;
  if (starts.length === 1) {
    return { offset: block.start, length: block.end - block.start, text: '' };
  }
  return { offset: start, length: (starts[index + 1] ?? block.end) - start, text: '' };
}
