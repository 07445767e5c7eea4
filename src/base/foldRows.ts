import type { DiffRow } from './textDiff.ts';

/** A row, or so many rows that are the same and far from every change. */
export type Folded =
  | { readonly kind: 'row'; readonly row: DiffRow }
  | { readonly kind: 'fold'; readonly from: number; readonly rows: readonly DiffRow[] };

/** Hides what is the same, but for `context` lines around each change. */
export function foldRows(
  rows: readonly DiffRow[],
  context: number,
  opened: ReadonlySet<number>,
): readonly Folded[] {
  const isNear = new Uint8Array(rows.length);
  for (const [at, { kind }] of rows.entries()) {
    if (kind === 'same') continue;
    isNear.fill(1, Math.max(0, at - context), at + context + 1);
  }
  const folded: Folded[] = [];
  let at = 0;
  while (at < rows.length) {
    let end = at;
    while (end < rows.length && isNear[end] === 0) end += 1;
    const same = rows.slice(at, end);
    if (same.length > 2 && !opened.has(at)) folded.push({ kind: 'fold', from: at, rows: same });
    else folded.push(...same.map((row) => ({ kind: 'row', row }) as const));
    at = end;
    while (at < rows.length && isNear[at] === 1) {
      const row = rows[at];
      if (row !== undefined) folded.push({ kind: 'row', row });
      at += 1;
    }
  }
  return folded;
}
