import Table from 'cli-table3';
import { plainText } from '#base/plainText.ts';

/** A column and the most characters it may take. */
export interface Column {
  readonly title: string;
  readonly width: number;
}

/** A cell is one line or several. */
export type Cell = string | readonly string[];

/**
 * A table in plain characters, without frames and without colour: lines are wrapped into their column, columns are as
 * narrow as their content allows. Control characters in cells are gone, and a cell's text cannot make a row. `compact`:
 * no line between rows.
 */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  spacing: 'ruled' | 'compact' = 'ruled',
): string {
  const cells = rows.map((row) =>
    row.map((cell, place) => cellLines(cell, columns[place]?.width ?? 20)),
  );
  const widths = columns.map(({ title, width }, place) => {
    const longest = Math.max(
      displayWidth(title),
      ...cells.flatMap((row) => (row[place] ?? []).map((line) => displayWidth(line))),
    );
    return Math.min(width, longest) + gap;
  });
  const table = new Table({
    head: columns.map(({ title }) => title),
    colWidths: widths,
    chars: frameless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
  });
  for (const row of cells) table.push(row.map((lines) => lines.join('\n')));
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  // The first rule stands below the head.
  const first = lines.findIndex(isRule);
  return lines
    .filter((line, place) => spacing === 'ruled' || place === first || !isRule(line))
    .join('\n');
}

function isRule(line: string): boolean {
  return /^-+$/.test(line);
}

const gap = 2;

/** Only a line below the head and between rows. */
const frameless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '-',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
} as const;

function cellLines(cell: Cell, width: number): string[] {
  const lines = typeof cell === 'string' ? [cell] : cell;
  return lines.flatMap((line) =>
    wrapped(plainText(line.replace(/[\r\n\t\u2028\u2029]+/g, ' ')), width),
  );
}

/** Breaks at a blank where there is one in the second half of a line, and anywhere otherwise. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const character of text) {
    const wide = displayWidth(character);
    if (used + wide > width) {
      const blank = line.lastIndexOf(' ');
      const isLate = blank >= line.length / 2;
      lines.push(isLate ? line.slice(0, blank) : line);
      line = isLate ? line.slice(blank + 1) : '';
      used = displayWidth(line);
    }
    line += character;
    used += wide;
  }
  return [...lines, line];
}

/** An upper bound: wide characters take two places, and so do a few that would take one. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
  return width;
}
