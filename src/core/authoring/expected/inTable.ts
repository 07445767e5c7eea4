import type { Changing } from './change.ts';

interface Cell {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** Sets a cell of a table; `row`: the offset at which its row starts. Nothing else is touched. */
export function changeInTable(
  text: string,
  row: number,
  column: string,
  expected: string,
  delimiter: string,
): Changing {
  const first = /\S/.exec(text)?.index ?? 0;
  const names = cellsAt(text, lineStart(text, first), delimiter).map(({ value }) => value.trim());
  const place = names.indexOf(column);
  if (place < 0) return { why: `The file has no column "${column}". Add it to its first line.` };
  const cell = cellsAt(text, row, delimiter)[place];
  if (cell === undefined) return { why: 'The row has fewer cells than the first line.' };
  const wasQuoted = text[cell.start] === '"';
  const needsQuotes =
    wasQuoted ||
    /["\r\n]/.test(expected) ||
    expected.includes(delimiter) ||
    expected.trim() !== expected;
  const written = needsQuotes ? `"${expected.replaceAll('"', '""')}"` : expected;
  return { change: { offset: cell.start, length: cell.end - cell.start, text: written } };
}

/** The cells of the record that starts at an offset. */
function cellsAt(text: string, from: number, delimiter: string): readonly Cell[] {
  const cells: Cell[] = [];
  for (let at = from; ;) {
    const cell = cellAt(text, at, delimiter);
    cells.push(cell);
    if (!text.startsWith(delimiter, cell.end)) return cells;
    at = cell.end + delimiter.length;
  }
}

function cellAt(text: string, start: number, delimiter: string): Cell {
  if (text[start] === '"') {
    for (let at = start + 1; at < text.length; at += 1) {
      if (text[at] !== '"') continue;
      if (text[at + 1] !== '"') {
        const value = text.slice(start + 1, at).replaceAll('""', '"');
        return { start, end: at + 1, value };
      }
      at += 1;
    }
  }
  let end = start;
  while (end < text.length && !/[\r\n]/.test(text[end] ?? '') && !text.startsWith(delimiter, end)) {
    end += 1;
  }
  return { start, end, value: text.slice(start, end) };
}

function lineStart(text: string, at: number): number {
  return Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}
