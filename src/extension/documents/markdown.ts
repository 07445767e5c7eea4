import { visibleString } from '#base/visibleText.ts';
import { showHidden } from '#core/documents/problems.ts';

/** More of one text is not shown. */
const longestText = 200_000;

/**
 * A foreign text of several lines in a code block: nothing in it ends the block, and what cannot be seen is written as
 * `[U+202E]`. A longer one is cut, and a line below says so.
 */
export function codeBlock(text: string, limit: number = longestText): string {
  const { shown, note } = cutText(text, limit);
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  const block = `${fence}\n${shown}\n${fence}`;
  return note === undefined ? block : `${block}\n\n${note}`;
}

/** The same for an editor that shows nothing else. */
export function plainDocument(text: string): string {
  const { shown, note } = cutText(text, longestText);
  return note === undefined ? shown : `${shown}\n\n${note}`;
}

/** Line ends and tabs stay; every other invisible character shows. */
export function visibleText(text: string): string {
  return visibleString(text.replaceAll('\r\n', '\n'));
}

/** A foreign name or sentence inside a line of ours. */
export function codeSpan(text: string, limit = 200): string {
  const line = oneLine(text, limit);
  if (line.trim() === '') return '(empty)';
  const ticks = '`'.repeat(longestRun(line) + 1);
  const pad = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** A sentence of the engine, which may hold foreign names: they make no markup. */
export function plainLine(text: string, limit = 400): string {
  return oneLine(text, limit).replace(/[\\`*_[\]|!&]|<(?=[A-Za-z/!?])/g, (mark) => `\\${mark}`);
}

/** Cells are Markdown already. Columns are padded, so that the text itself reads as a table. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [columns, ...rows].map((row) =>
    columns.map((_, column) => (row[column] ?? '').replaceAll('|', String.raw`\|`)),
  );
  const widths = columns.map((_, column) =>
    Math.min(60, Math.max(3, ...cells.map((row) => (row[column] ?? '').length))),
  );
  const lines = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** The first items of a long list, and how many were left out. */
export function firstLines(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `- … and ${lines.length - most} more`];
}

/** Blocks with an empty line between them. */
export function blocks(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

/** `2026-11-23 12:00 UTC`. Runs may come from elsewhere: what is no time is shown as it is. */
export function timeText(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(iso)
    ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
    : codeSpan(iso, 40);
}

function cutText(text: string, limit: number): { readonly shown: string; readonly note?: string } {
  if (text.length <= limit) return { shown: visibleText(text) };
  const kept = withoutHalf(text.slice(0, limit));
  const note = `Cut: ${text.length - kept.length} more characters are not shown.`;
  return { shown: visibleText(kept), note };
}

function oneLine(text: string, limit: number): string {
  if (text.length <= limit) return showHidden(text);
  return `${showHidden(withoutHalf(text.slice(0, limit - 1)))}…`;
}

/** A cut between the halves of a pair takes both. */
function withoutHalf(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
