import { parse } from 'csv-parse/sync';
import { placeAt } from '../../datasets/faults.ts';
import { faultText } from '../../metrics/faultText.ts';
import type { PromptfooReading } from './reading.ts';

export interface TableRow {
  /** Where the row starts; counts from 1. */
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

/** A small table with a header. `.tsv` has tabs. Never throws. */
export function readTable(
  text: string,
  path: string,
  reading: PromptfooReading,
): { readonly columns: readonly string[]; readonly rows: readonly TableRow[] } {
  try {
    const found = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      delimiter: path.toLowerCase().endsWith('.tsv') ? '\t' : ',',
    }) as unknown as readonly Record[];
    const [head, ...others] = found;
    const columns = (head?.record ?? []).map((name) => name.trim());
    const rows = others.map(({ record, info }, index) => {
      const cells = columns.map((name, place): [string, string] => [name, record[place] ?? '']);
      return { line: startOf(info.lines, record, found[index]?.info.lines), cells: new Map(cells) };
    });
    return { columns, rows };
  } catch (error) {
    const where = { file: path, range: placeAt(1) };
    reading.tell(
      'error',
      where,
      'table-unreadable',
      `The table cannot be read: ${faultText(error)}.`,
      'Close every quotation mark, and double those inside a cell.',
    );
    return { columns: [], rows: [] };
  }
}

interface Record {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The parser counts the line in which a row ends. */
function startOf(end: number, record: readonly string[], before = 0): number {
  const breaks = record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
  return Math.max(before + 1, end - breaks);
}
