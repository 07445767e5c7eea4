import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '#base/json.ts';
import { plainValue } from '../../documents/node.ts';
import { makeSource } from '../../documents/source.ts';
import { readYaml } from '../../documents/yaml.ts';
import { counted } from '../../report/numbers.ts';
import { caseNodes } from './addVariable.ts';
import { plainMap } from '../../formats/promptYml/fields.ts';
import type { Refactoring } from './refactoring.ts';
import { appendItem, topLevel } from './topLevel.ts';

export type CaseFileEnding = '.jsonl' | '.csv' | '.yml';

/**
 * Moves the cases beside a prompt into a file of their own, which `datasets` then names. Comments go along into YAML; CSV takes
 * only texts, since its cells are nothing else. `stem`: the file's name without its ending.
 */
export function moveCases(
  text: string,
  stem: string,
  ending: CaseFileEnding,
): Refactoring | undefined {
  const block = topLevel(text, 'testData');
  const rows = caseNodes(text).map(plainMap);
  if (block === undefined || rows.length === 0) return undefined;
  const written = caseFile(text.slice(block.body, block.end), rows, ending);
  if (written === undefined) return undefined;
  const name = `${stem}${ending}`;
  const added = appendItem(text, 'datasets', (indent) => `${' '.repeat(indent)}- file: ${name}\n`);
  if (added === undefined) return undefined;
  const removed = { offset: block.start, length: block.end - block.start, text: '' };
  return {
    kind: 'extract',
    title: `Move ${counted(rows.length, 'case')} into ${name}`,
    changes: [removed, added].toSorted((a, b) => a.offset - b.offset),
    file: { name, text: written },
  };
}

function caseFile(
  block: string,
  rows: readonly JsonObject[],
  ending: CaseFileEnding,
): string | undefined {
  if (ending === '.jsonl') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  if (ending === '.csv') return csvText(rows);
  const [, indent = ''] = /^( *)- /m.exec(block) ?? [];
  // A list in brackets has no lines to take along.
  if (!/^ *- /m.test(block)) return undefined;
  const text = block
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
    .join('\n');
  const { value } = readYaml(makeSource('', text));
  return value !== undefined && isDeepStrictEqual(plainValue(value), rows) ? text : undefined;
}

/** `undefined` where a cell would say something else: another type, a missing value, space at its ends. */
function csvText(rows: readonly JsonObject[]): string | undefined {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns.map(cell).join(',')];
  for (const row of rows) {
    const cells: string[] = [];
    for (const column of columns) {
      const value = Object.hasOwn(row, column) ? row[column] : undefined;
      if (typeof value !== 'string' || value === '' || value.trim() !== value) return undefined;
      cells.push(cell(value));
    }
    lines.push(cells.join(','));
  }
  return `${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return /[",\r\n;|\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
