/**
 * Pairs each row with a column of its own so that the sum of the gains is largest; -1 for a row without one. The
 * Hungarian method with potentials (Kuhn 1955, Munkres 1957): rows² × columns steps.
 */
export function bestAssignment(gains: readonly (readonly number[])[]): readonly number[] {
  const rows = gains.length;
  const columns = gains[0]?.length ?? 0;
  if (rows > columns) return transposed(gains, columns);
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  /** The row, from 1, that a column belongs to; 0 for none. */
  const owner = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row += 1) {
    const cost = (of: number, column: number): number =>
      -(gains[of - 1]?.[column - 1] ?? 0) - at(rowPotential, of) - at(columnPotential, column);
    const least = new Float64Array(columns + 1).fill(Infinity);
    const before = new Int32Array(columns + 1);
    const isUsed = new Uint8Array(columns + 1);
    owner[0] = row;
    let here = 0;
    while (at(owner, here) !== 0) {
      isUsed[here] = 1;
      let delta = Infinity;
      let next = 0;
      for (let column = 1; column <= columns; column += 1) {
        if (at(isUsed, column) === 1) continue;
        const reduced = cost(at(owner, here), column);
        if (reduced < at(least, column)) {
          least[column] = reduced;
          before[column] = here;
        }
        if (at(least, column) < delta) {
          delta = at(least, column);
          next = column;
        }
      }
      for (let column = 0; column <= columns; column += 1) {
        if (at(isUsed, column) === 1) {
          const own = at(owner, column);
          rowPotential[own] = at(rowPotential, own) + delta;
          columnPotential[column] = at(columnPotential, column) - delta;
        } else least[column] = at(least, column) - delta;
      }
      here = next;
    }
    while (here !== 0) {
      const previous = at(before, here);
      owner[here] = at(owner, previous);
      here = previous;
    }
  }
  const pairs = Array.from({ length: rows }, () => -1);
  for (let column = 1; column <= columns; column += 1) {
    const row = at(owner, column);
    if (row > 0) pairs[row - 1] = column - 1;
  }
  return pairs;
}

function at(numbers: Float64Array | Int32Array | Uint8Array, place: number): number {
  return numbers[place] ?? 0;
}

function transposed(gains: readonly (readonly number[])[], columns: number): readonly number[] {
  const pairs = gains.map(() => -1);
  const flipped = Array.from({ length: columns }, (_, column) =>
    gains.map((row) => row[column] ?? 0),
  );
  for (const [column, row] of bestAssignment(flipped).entries()) {
    if (row >= 0) pairs[row] = column;
  }
  return pairs;
}
