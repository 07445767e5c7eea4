import type { JsonValue } from '#base/json.ts';
import { placeAt } from '../../datasets/faults.ts';
import { givenReplyColumn } from '../../prompts/givenReply.ts';
import { quoteFound } from '../../documents/problems.ts';
import { expectedOf } from './expectedCell.ts';
import type { RawAssertion, RawTest } from './rawTest.ts';
import type { Place, PromptfooReading } from './reading.ts';
import type { TableRow } from './table.ts';
import { prefixColumn, suffixColumn } from './variants.ts';

/** A row of a table. Cells stay text; what begins with two underscores is for promptfoo. */
export function testOfRow(
  { line, cells }: TableRow,
  path: string,
  reading: PromptfooReading,
): RawTest {
  const at: Place = { file: path, range: placeAt(line), key: `${path}:${line}` };
  const vars: Record<string, JsonValue> = {};
  const metadata: Record<string, JsonValue> = {};
  const options: Record<string, JsonValue> = {};
  const expected: { readonly column: string; readonly one: RawAssertion }[] = [];
  let description: string | undefined;
  let metric: string | undefined;
  let output: string | undefined;
  let threshold: number | undefined;
  for (const [column, cell] of cells) {
    const known = /^__metadata:(.+?)(\[\])?$/.exec(column);
    if (/^__expected\d*$/.test(column)) {
      if (cell.trim() !== '') expected.push({ column, one: expectedOf(cell, at) });
    } else if (column === prefixColumn) options['prefix'] = cell;
    else if (column === suffixColumn) options['suffix'] = cell;
    else if (column === givenReplyColumn) output = cell;
    else if (column === '__description') description = filled(cell);
    else if (column === '__metric') metric = filled(cell);
    else if (column === '__threshold') threshold = numberIn(cell, column, at, reading);
    else if (known !== null) {
      const [, name = '', isList] = known;
      if (cell !== '') metadata[name] = isList === undefined ? cell : listIn(cell);
    } else if (column.startsWith('__')) tellColumn(column, at, reading);
    else vars[column] = cell;
    if (/^_(?:expected|prefix|suffix|description|metric|threshold)/.test(column)) {
      tellUnderscore(column, at, reading);
    }
  }
  return {
    ...(description === undefined ? {} : { description }),
    vars,
    assert: expected.map(({ column, one }, index) => ({
      ...one,
      ...(metric === undefined ? {} : { metric }),
      ...configOf(column, index, cells),
    })),
    ...(threshold === undefined ? {} : { threshold }),
    options,
    metadata,
    ...(output === undefined || output === '' ? {} : { output: { reply: output, at } }),
    isTable: true,
    at,
  };
}

/** `__config:__expected2:threshold` of the second, `__config:__expected:threshold` of all. */
function configOf(column: string, index: number, cells: TableRow['cells']): Partial<RawAssertion> {
  const names = new Set([column, '__expected', ...(index === 0 ? ['__expected1'] : [])]);
  let found: Partial<RawAssertion> = {};
  for (const [name, cell] of cells) {
    const [, of = '', key = ''] = /^__config:(__expected\d*):(\w+)$/.exec(name) ?? [];
    const value = Number(cell);
    if (!names.has(of) || cell.trim() === '' || Number.isNaN(value)) continue;
    if (key === 'threshold') found = { ...found, threshold: value };
    if (key === 'weight') found = { ...found, weight: value };
  }
  return found;
}

function filled(cell: string): string | undefined {
  return cell.trim() === '' ? undefined : cell.trim();
}

function numberIn(
  cell: string,
  column: string,
  at: Place,
  reading: PromptfooReading,
): number | undefined {
  if (cell.trim() === '') return undefined;
  const value = Number(cell);
  if (Number.isFinite(value) && value >= 0 && value <= 1) return value;
  reading.tell(
    'error',
    at,
    'out-of-range',
    `${quoteFound(column)} is ${quoteFound(cell)}.`,
    'Write a share of the points.',
    'a number from 0 to 1',
  );
  return undefined;
}

/** Commas part entries; `\,` is one inside. */
function listIn(cell: string): readonly string[] {
  return cell.split(/(?<!\\),/).map((one) => one.replaceAll(String.raw`\,`, ',').trim());
}

function tellColumn(column: string, at: Place, reading: PromptfooReading): void {
  if (column.startsWith('__config:')) return;
  reading.tell(
    'warning',
    at,
    'key-without-effect',
    `The column ${quoteFound(column)} has no effect here.`,
    'Rename or remove it.',
    '__expected, __expected1 …, __prefix, __suffix, __description, __providerOutput, __metric, __threshold, __metadata:name, __config:__expected:threshold',
  );
}

function tellUnderscore(column: string, at: Place, reading: PromptfooReading): void {
  reading.tell(
    'warning',
    at,
    'underscore',
    `The column ${quoteFound(column)} is a value like any other.`,
    `If it is for the test, write two underscores: ${quoteFound(`_${column}`)}.`,
  );
}
