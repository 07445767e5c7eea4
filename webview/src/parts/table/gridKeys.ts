/** Where one is in a grid, and how far its walls are. Row -1 is the row of headings. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  /** Rows that one sees at once. */
  readonly page: number;
}

/** Where a key leads; `undefined`: it is none of the grid's keys. */
export function movedTo(
  { key, ctrlKey }: { readonly key: string; readonly ctrlKey: boolean },
  place: GridPlace,
): { readonly row: number; readonly column: number } | undefined {
  const { row, column, page } = place;
  const lastRow = place.rows - 1;
  const lastColumn = place.columns - 1;
  const to = (nextRow: number, nextColumn: number): { row: number; column: number } => ({
    row: Math.max(-1, Math.min(lastRow, nextRow)),
    column: Math.max(0, Math.min(lastColumn, nextColumn)),
  });
  switch (key) {
    case 'ArrowDown':
      return to(row + 1, column);
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowRight':
      return to(row, column + 1);
    case 'ArrowLeft':
      return to(row, column - 1);
    case 'PageDown':
      return to(row + page, column);
    case 'PageUp':
      return to(Math.max(0, row - page), column);
    case 'Home':
      return ctrlKey ? to(0, 0) : to(row, 0);
    case 'End':
      return ctrlKey ? to(lastRow, lastColumn) : to(row, lastColumn);
    default:
      return undefined;
  }
}
