import { isJsonObject, type JsonValue } from '#base/json.ts';
import type { EvaluatorSummary } from '#protocol/run.ts';
import { count, figure } from './numbers.ts';

/** A further table about one evaluator. */
export interface DetailTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** More labels than this make a matrix that nobody reads; then the most frequent confusions are listed. */
const widestMatrix = 7;
const mostConfusions = 15;

/**
 * For a metric that sorts replies under labels: precision, recall and F1 of each label, then what was taken for what. A ratio
 * that is 0/0 is shown as `0/0`. Empty for every other metric.
 */
export function labelTables({ name, figures, detail }: EvaluatorSummary): readonly DetailTable[] {
  const matrix = readMatrix(detail);
  if (matrix === undefined || figures === undefined) return [];
  const undefinedOnes = new Set(matrix.undefinedAsZero);
  const shown = (key: string): string => (undefinedOnes.has(key) ? '0/0' : figure(figures[key]));
  const perLabel: DetailTable = {
    title: `${name}, by label`,
    columns: ['label', 'precision', 'recall', 'F1', 'cases'],
    rows: matrix.rows.map((label) => [
      label,
      shown(`precision.${label}`),
      shown(`recall.${label}`),
      shown(`f1.${label}`),
      count(figures[`support.${label}`] ?? 0),
    ]),
  };
  return [
    perLabel,
    matrix.rows.length > widestMatrix ? confusions(name, matrix) : whole(name, matrix),
  ];
}

/** Expected labels against replied ones. */
export interface LabelMatrix {
  readonly rows: readonly string[];
  /** The labels, and `invalid` last. */
  readonly columns: readonly string[];
  readonly counts: readonly (readonly number[])[];
  readonly undefinedAsZero: readonly string[];
}

function whole(name: string, { rows, columns, counts }: LabelMatrix): DetailTable {
  return {
    title: `${name}, expected (down) against replied (across)`,
    columns: ['', ...columns],
    rows: rows.map((label, row) => [
      label,
      ...columns.map((_, column) => count(counts[row]?.[column] ?? 0)),
    ]),
  };
}

function confusions(name: string, { rows, columns, counts }: LabelMatrix): DetailTable {
  const found = rows.flatMap((expected, row) =>
    columns.flatMap((replied, column) => {
      const times = counts[row]?.[column] ?? 0;
      return column === row || times === 0 ? [] : [{ expected, replied, times }];
    }),
  );
  const most = found.toSorted((a, b) => b.times - a.times).slice(0, mostConfusions);
  return {
    title: `${name}, most frequent confusions`,
    columns: ['expected', 'replied', 'cases'],
    rows: most.map(({ expected, replied, times }) => [expected, replied, count(times)]),
  };
}

/** Runs may come from other versions: what does not look like a matrix is not shown as one. */
export function readMatrix(detail: JsonValue | undefined): LabelMatrix | undefined {
  if (!isJsonObject(detail)) return undefined;
  const { rows, columns, matrix, undefinedAsZero } = detail;
  if (!isTexts(rows) || !isTexts(columns) || !isNumberRows(matrix)) return undefined;
  return {
    rows,
    columns,
    counts: matrix,
    undefinedAsZero: isTexts(undefinedAsZero) ? undefinedAsZero : [],
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isNumberRows(value: unknown): value is readonly (readonly number[])[] {
  return (
    Array.isArray(value) &&
    value.every((row) => Array.isArray(row) && row.every((one) => typeof one === 'number'))
  );
}
