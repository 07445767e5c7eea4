import type { CsvErrorCode } from 'csv-parse';
import type { Problem } from '#protocol/problem.ts';
import { errorAt, quoteFound, warningAt } from '../documents/problems.ts';
import { placeAt, type Faults } from './faults.ts';
import { rowTooLarge } from './jsonRow.ts';

const names: readonly (readonly [delimiter: string, name: string])[] = [
  [',', 'commas'],
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'bars'],
];

/**
 * The delimiter that the file's ending promises, unless the header has none of it and several of another: spreadsheets write
 * `.csv` with semicolons where the comma is the decimal sign.
 */
export function delimiterOf(header: string, promised: string, faults: Faults): string {
  const plain = header.replaceAll(/"[^"]*"/g, '');
  if (plain.includes(promised)) return promised;
  let best = { delimiter: promised, name: '', count: 0 };
  for (const [delimiter, name] of names) {
    const count = plain.split(delimiter).length - 1;
    if (count > best.count) best = { delimiter, name, count };
  }
  if (best.count === 0) return promised;
  const wanted = names.find(([delimiter]) => delimiter === promised)?.[1] ?? '';
  faults.add(
    warningAt(
      faults.file,
      placeAt(1),
      'csv-delimiter',
      `The header has no ${wanted} but ${best.name}, so cells are taken to be separated by ${best.name}.`,
      `Save the file with ${wanted} between cells.`,
    ),
  );
  return best.delimiter;
}

/** The question of a survey fits; a first row of cells, taken for names, would stand in every case. */
const longestName = 500;

/** A column without a name of its own cannot be addressed. */
export function headerProblems(header: readonly string[], line: number, file: string): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, number>();
  for (const [at, name] of header.entries()) {
    const place = `Column ${String(at + 1)}`;
    const earlier = seen.get(name);
    const fault = (message: string, next: string): void => {
      problems.push(errorAt(file, placeAt(line), 'csv-header', message, next));
    };
    if (name === '') fault(`${place} has no name.`, 'Give every column a name.');
    else if (name.length > longestName) {
      const message = `The name of column ${String(at + 1)} has ${String(name.length)} characters; the most is ${String(longestName)}.`;
      fault(message, 'Begin the file with a row of column names.');
    } else if (name === '__proto__') fault(`${place} is called "__proto__".`, 'Rename the column.');
    else if (earlier !== undefined) {
      const message = `Columns ${String(earlier)} and ${String(at + 1)} are both called ${quoteFound(name)}.`;
      fault(message, 'Rename one of them.');
    } else seen.set(name, at + 1);
  }
  return problems;
}

export function raggedRow(file: string, line: number, found: number, wanted: number): Problem {
  return errorAt(
    file,
    placeAt(line),
    'csv-columns',
    `The row has ${cells(found)}, the header has ${String(wanted)}.`,
    found < wanted
      ? 'Add the missing cells.'
      : 'Remove the extra cells, or put cells that hold the delimiter in quotes.',
    cells(wanted),
  );
}

function cells(count: number): string {
  return count === 1 ? '1 cell' : `${String(count)} cells`;
}

/** What the parser could not read, by its code. `line` is where the row starts. */
export function csvTrouble(code: CsvErrorCode, file: string, line: number): Problem {
  if (code === 'CSV_MAX_RECORD_SIZE') return rowTooLarge(file, line);
  const open = code === 'CSV_QUOTE_NOT_CLOSED';
  return errorAt(
    file,
    placeAt(line),
    open ? 'csv-quote-open' : 'csv-quote',
    open
      ? 'A quote in the row that starts here is never closed.'
      : 'A quote stands in the middle of a cell of the row that starts here.',
    open
      ? 'Close the quote.'
      : 'Put the whole cell in quotes, and write each quote inside it twice.',
  );
}
