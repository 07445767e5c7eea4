import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { hasErrors } from '#protocol/problem.ts';
import { delimiterOf } from '../../datasets/csvProblems.ts';
import { Faults } from '../../datasets/faults.ts';
import { readJson } from '../../documents/json.ts';
import { entryOf, type DocumentNode, type MapNode } from '../../documents/node.ts';
import { makeSource } from '../../documents/source.ts';
import { readYaml } from '../../documents/yaml.ts';
import { loadFormat, readPrompt } from '../../project/readPrompt.ts';
import { offsetAt } from '../offsets.ts';
import { textRows } from '../textRows.ts';
import { valueLike, type Changing, type TextChange } from './change.ts';
import { changeInMap } from './inMap.ts';
import { changeInTable } from './inTable.ts';

/** Where a case stands. */
export interface ExpectedPlace {
  /** As the project names it; its ending says how it is read. */
  readonly file: string;
  readonly text: string;
  /** The case stands beside the prompt itself. */
  readonly isPrompt: boolean;
  /** Where its row starts; from 1. */
  readonly line: number;
  /** What the file calls that which is expected. */
  readonly column: string;
}

/**
 * The change that makes a text what is expected of a case. Whatever is in doubt is refused: the changed file is read once
 * more, and must say the same as before but for this one value.
 */
export async function expectedChange(place: ExpectedPlace, expected: string): Promise<Changing> {
  const found = findChange(place, expected);
  if ('why' in found) return found;
  const isSound = await saysOnlyThis(place, found.change, expected);
  return isSound
    ? found
    : { why: 'The file is written in a way that it cannot be changed safely.' };
}

export function changedText(text: string, { offset, length, text: put }: TextChange): string {
  return text.slice(0, offset) + put + text.slice(offset + length);
}

function findChange(place: ExpectedPlace, expected: string): Changing {
  const { file, text, line, column } = place;
  const name = file.toLowerCase();
  const start = offsetAt(text, { line, column: 1 });
  if (place.isPrompt || /\.ya?ml$/.test(name)) return inDocument(place, expected, 'yaml');
  if (name.endsWith('.json')) return inDocument(place, expected, 'json');
  if (name.endsWith('.jsonl')) return inLine(place, start, expected);
  if (name.endsWith('.csv') || name.endsWith('.tsv')) {
    const [header = ''] = /[^\r\n]*/.exec(text.trimStart()) ?? [];
    const ignored = new Faults(file, () => undefined);
    const delimiter = delimiterOf(header, name.endsWith('.csv') ? ',' : '\t', ignored);
    return changeInTable(text, start, column, expected, delimiter);
  }
  return { why: 'Cases in files of this kind cannot be changed from here.' };
}

const largest = { maxLength: 8 * 1024 * 1024, maxKeys: 500_000 };

function inDocument(
  { file, text, isPrompt, line, column }: ExpectedPlace,
  expected: string,
  notation: 'yaml' | 'json',
): Changing {
  const source = makeSource(file, text);
  const { value: root } =
    notation === 'yaml' ? readYaml(source, largest) : readJson(source, largest);
  const rows = root === undefined ? [] : rowsOf(root, isPrompt ? ['testData'] : listKeys);
  const [row, other] = rows.filter(({ range }) => range.start.line === line);
  if (row === undefined) return { why: 'The case is not where it was.' };
  if (other !== undefined) return { why: 'Several cases stand on one line; change it there.' };
  return changeInMap(text, row, column, expected, notation);
}

/** A line of JSON. */
function inLine({ file, text, column }: ExpectedPlace, start: number, expected: string): Changing {
  const [line = ''] = /[^\r\n]*/.exec(text.slice(start)) ?? [];
  const { value: row } = readJson(makeSource(file, line), largest);
  if (row?.kind !== 'map') return { why: 'The case is not where it was.' };
  const found = changeInMap(line, row, column, expected, 'json');
  if ('why' in found) return found;
  return { change: { ...found.change, offset: start + found.change.offset } };
}

const listKeys = ['cases', 'rows', 'data'];

function rowsOf(root: DocumentNode, keys: readonly string[]): readonly MapNode[] {
  const list =
    root.kind === 'map'
      ? keys.map((key) => entryOf(root, key)?.value).find((value) => value?.kind === 'list')
      : root;
  return list?.kind === 'list' ? list.items.filter((item) => item.kind === 'map') : [];
}

/** Reads both texts as a run would, and lays what they say side by side. */
async function saysOnlyThis(
  place: ExpectedPlace,
  change: TextChange,
  expected: string,
): Promise<boolean> {
  const before = await readAll(place, place.text);
  const after = await readAll(place, changedText(place.text, change));
  if (before === undefined || after === undefined) return false;
  const at = before.rows.findIndex(({ line }) => line === place.line);
  const row = before.rows[at];
  const written = row && valueLike(own(row.values, place.column), expected);
  if (row === undefined || written === undefined || !('value' in written)) return false;
  const wanted = before.rows.map(({ values }, index) =>
    index === at ? { ...values, [place.column]: written.value } : values,
  );
  const got = after.rows.map(({ values }) => values);
  return isDeepStrictEqual(got, wanted) && isDeepStrictEqual(after.rest, before.rest);
}

interface AllOfIt {
  readonly rows: readonly { readonly line: number; readonly values: JsonObject }[];
  /** What else the file says. */
  readonly rest: unknown;
}

/** `undefined`: something is wrong in it. */
async function readAll(
  { file, isPrompt }: ExpectedPlace,
  text: string,
): Promise<AllOfIt | undefined> {
  if (isPrompt) return readWholePrompt(Buffer.from(text), file);
  const rows = await textRows(file, text);
  return rows && { rows, rest: undefined };
}

async function readWholePrompt(bytes: Uint8Array, file: string): Promise<AllOfIt | undefined> {
  await loadFormat(file);
  const { value, problems } = readPrompt(bytes, file);
  if (value === undefined || hasErrors(problems)) return undefined;
  const { cases, ...rest } = value;
  return {
    rows: cases.map(({ values, source: { line } }) => ({ line, values })),
    rest: JSON.parse(JSON.stringify(rest, (key, one: unknown) => (isPlace(key) ? undefined : one))),
  };
}

/** Places move with the lines before them. */
function isPlace(key: string): boolean {
  return key === 'range' || key === 'keyRange' || key === 'places';
}

function own(values: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
