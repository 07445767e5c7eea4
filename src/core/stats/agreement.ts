/** How far two categories are apart: not at all or wholly, by their places, or by those squared. */
export type Weights = 'none' | 'linear' | 'quadratic';

/** Counts: a row for each category of the first rater, a column for each of the second's, in one order. */
export type Matrix = readonly (readonly number[])[];

/**
 * Cohen's kappa (1960; weighted 1968): agreement beyond chance, 1 for full, 0 for what chance gives.
 * `undefined` where chance alone gives full agreement, as with one category.
 */
export function cohenKappa(matrix: Matrix, weights: Weights = 'none'): number | undefined {
  const { rows, columns, total } = margins(matrix);
  let seen = 0;
  let byChance = 0;
  for (const [row, ofRow] of rows.entries()) {
    for (const [column, ofColumn] of columns.entries()) {
      const apart = weightOf(row - column, weights);
      seen += apart * (matrix[row]?.[column] ?? 0);
      byChance += apart * ofRow * ofColumn;
    }
  }
  return byChance > 0 ? 1 - (seen * total) / byChance : undefined;
}

function weightOf(difference: number, weights: Weights): number {
  if (weights === 'none') return difference === 0 ? 0 : 1;
  return weights === 'linear' ? Math.abs(difference) : difference * difference;
}

/**
 * Cohen's kappa of two raters' numbers with quadratic weights (1968), whatever numbers they use: 1 minus the mean square
 * between the two over that between every number of the one and every number of the other. `undefined` where both always
 * give one and the same.
 */
export function quadraticKappa(pairs: readonly (readonly [number, number])[]): number | undefined {
  let seen = 0;
  let [sumX, sumY, squares] = [0, 0, 0];
  for (const [x, y] of pairs) {
    seen += (x - y) ** 2;
    sumX += x;
    sumY += y;
    squares += x * x + y * y;
  }
  const byChance = squares - (2 * sumX * sumY) / pairs.length;
  return byChance > 1e-12 * squares ? 1 - seen / byChance : undefined;
}

/**
 * Matthews' correlation over several categories, R_K (Gorodkin 2004), −1 to 1. `undefined` where one
 * side has one category only.
 */
export function matthews(matrix: Matrix): number | undefined {
  const { rows, columns, total } = margins(matrix);
  let right = 0;
  let product = 0;
  let rowSquares = 0;
  let columnSquares = 0;
  for (const [at, ofRow] of rows.entries()) {
    const ofColumn = columns[at] ?? 0;
    right += matrix[at]?.[at] ?? 0;
    product += ofRow * ofColumn;
    rowSquares += ofRow * ofRow;
    columnSquares += ofColumn * ofColumn;
  }
  const spread = (total * total - rowSquares) * (total * total - columnSquares);
  return spread > 0 ? (right * total - product) / Math.sqrt(spread) : undefined;
}

function margins(matrix: Matrix): {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly total: number;
} {
  const rows = matrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = matrix.map((_, column) =>
    matrix.reduce((sum, row) => sum + (row[column] ?? 0), 0),
  );
  return { rows, columns, total: rows.reduce((sum, count) => sum + count, 0) };
}

/**
 * Krippendorff's alpha (1980) of any number of raters with gaps: a list of ratings for each unit,
 * those by nobody left out. Nominal, or interval where ratings are numbers. `undefined` where fewer
 * than two ratings can be compared, or all are the same.
 */
export function krippendorffAlpha(
  units: readonly (readonly number[])[],
  scale: 'nominal' | 'interval' = 'nominal',
): number | undefined {
  const paired = units.filter((ratings) => ratings.length > 1);
  const all = paired.flat();
  let seen = 0;
  for (const ratings of paired) seen += disagreement(ratings, scale) / (ratings.length - 1);
  const byChance = all.length > 1 ? disagreement(all, scale) / (all.length - 1) : 0;
  return byChance > 0 ? 1 - seen / byChance : undefined;
}

/** Over all ordered pairs. */
function disagreement(ratings: readonly number[], scale: 'nominal' | 'interval'): number {
  const counts = new Map<number, number>();
  for (const rating of ratings) counts.set(rating, (counts.get(rating) ?? 0) + 1);
  let sum = 0;
  for (const [one, times] of counts) {
    for (const [other, otherTimes] of counts) {
      const apart = scale === 'interval' ? (one - other) ** 2 : one === other ? 0 : 1;
      sum += times * otherTimes * apart;
    }
  }
  return sum;
}
