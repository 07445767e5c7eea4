/** A table as it is copied: cells as people read them. */
export interface CopiedTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function tableMarkdown({ columns, rows }: CopiedTable): string {
  return [
    markdownLine(columns),
    `|${columns.map(() => '---').join('|')}|`,
    ...rows.map(markdownLine),
    '',
  ].join('\n');
}

/** RFC 4180. What a spreadsheet would take for a formula starts with an apostrophe, so that it is text. */
export function tableCsv({ columns, rows }: CopiedTable): string {
  return [columns, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

function markdownLine(cells: readonly string[]): string {
  return `| ${cells.map(markdownCell).join(' | ')} |`;
}

function markdownCell(text: string): string {
  return text
    .replace(/[\\|`*_<>[\]]/g, String.raw`\$&`)
    .replace(/\s*\r?\n\s*/g, ' ')
    .trim();
}

const formula = /^[=+\-@\t\r]/;
const number = /^[+-]?\d[\d.,]*(?:e[+-]?\d+)?\s?%?$/i;

function csvCell(text: string): string {
  const isFormula = formula.test(text.trimStart()) || formula.test(text);
  const safe = isFormula && !number.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
