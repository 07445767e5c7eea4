import { csvRecord } from '#base/csv.ts';

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

export function tableCsv({ columns, rows }: CopiedTable): string {
  return [columns, ...rows].map(csvRecord).join('');
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
