import type { JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import { cohenKappa, matthews } from '../stats/agreement.ts';
import type { CorpusAccumulator, CorpusResult } from './metric.ts';

/**
 * Counts expected × predicted labels, and gives what scikit-learn gives for `labels=` these: ratios
 * that are 0/0 count as 0 and are named in `detail.undefinedAsZero`. A prediction of `null` is invalid:
 * a miss for its expected label, and no false alarm for any other. Kappa and Matthews' correlation count
 * it as one more label. With `ordered` labels there are weighted kappas too, unless a reply is invalid:
 * that is at no distance from a label.
 */
export function confusion(labels: readonly string[], ordered: boolean): CorpusAccumulator {
  const indices = new Map(labels.map((label, index) => [label, index]));
  const width = labels.length + 1;
  const counts = new Float64Array(labels.length * width);
  let cases = 0;
  return {
    add(statistic) {
      const [expected, predicted] = cellOf(statistic, indices, labels.length);
      if (expected === undefined || predicted === undefined) return;
      const cell = expected * width + predicted;
      counts[cell] = (counts[cell] ?? 0) + 1;
      cases += 1;
    },
    result: () => summarise(labels, ordered, counts, cases),
    sums: {
      read: () => Array.from(counts),
      replace(sums) {
        counts.set(sums);
        cases = sum(sums);
      },
    },
  };
}

function cellOf(
  statistic: JsonValue,
  indices: ReadonlyMap<string, number>,
  invalid: number,
): readonly [expected?: number | undefined, predicted?: number | undefined] {
  if (!isJsonObject(statistic)) return [];
  const { expected, predicted } = statistic;
  if (typeof expected !== 'string') return [];
  if (predicted === null) return [indices.get(expected), invalid];
  return typeof predicted === 'string' ? [indices.get(expected), indices.get(predicted)] : [];
}

interface LabelFigures {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

function summarise(
  labels: readonly string[],
  ordered: boolean,
  counts: Float64Array,
  cases: number,
): CorpusResult {
  const width = labels.length + 1;
  const matrix = labels.map((_, row) =>
    Array.from(counts.subarray(row * width, (row + 1) * width)),
  );
  const undefinedAsZero: string[] = [];
  const ratio = (part: number, whole: number, name: string): number => {
    if (whole > 0) return part / whole;
    undefinedAsZero.push(name);
    return 0;
  };
  let right = 0;
  let invalid = 0;
  const perLabel = labels.map((label, index): LabelFigures => {
    const row = matrix[index] ?? [];
    const hits = row[index] ?? 0;
    const support = sum(row);
    const claimed = sum(matrix.map((other) => other[index] ?? 0));
    right += hits;
    invalid += row[labels.length] ?? 0;
    return {
      label,
      precision: ratio(hits, claimed, `precision.${label}`),
      recall: ratio(hits, support, `recall.${label}`),
      f1: ratio(2 * hits, claimed + support, `f1.${label}`),
      support,
    };
  });
  const present = perLabel.filter((one) => one.support > 0);
  const macro = (of: (one: LabelFigures) => number): number | undefined =>
    cases === 0 ? undefined : sum(perLabel.map(of)) / labels.length;
  const weighted = (of: (one: LabelFigures) => number): number | undefined =>
    cases === 0 ? undefined : sum(perLabel.map((one) => of(one) * one.support)) / cases;
  const accuracy = cases === 0 ? undefined : right / cases;
  return {
    value: accuracy,
    figures: {
      accuracy,
      'balanced-accuracy':
        cases === 0 ? undefined : sum(present.map((one) => one.recall)) / present.length,
      'invalid-rate': cases === 0 ? undefined : invalid / cases,
      ...agreement(matrix, ordered && invalid === 0, cases),
      'macro-precision': macro((one) => one.precision),
      'macro-recall': macro((one) => one.recall),
      'macro-f1': macro((one) => one.f1),
      'weighted-precision': weighted((one) => one.precision),
      'weighted-recall': weighted((one) => one.recall),
      'weighted-f1': weighted((one) => one.f1),
      ...Object.fromEntries(perLabel.flatMap(figuresOf)),
    },
    detail: { columns: [...labels, 'invalid'], rows: labels, matrix, undefinedAsZero },
    cases,
  };
}

/** A row of zeros stands for `invalid`, which nobody expects. */
function agreement(
  matrix: readonly (readonly number[])[],
  weighted: boolean,
  cases: number,
): CorpusResult['figures'] {
  if (cases === 0) return {};
  const square = [...matrix, Array.from({ length: matrix.length + 1 }, () => 0)];
  return {
    kappa: cohenKappa(square),
    ...(weighted && {
      'kappa-linear': cohenKappa(matrix, 'linear'),
      'kappa-quadratic': cohenKappa(matrix, 'quadratic'),
    }),
    matthews: matthews(square),
  };
}

function figuresOf({ label, ...figures }: LabelFigures): readonly (readonly [string, number])[] {
  return Object.entries(figures).map(([name, value]) => [`${name}.${label}`, value] as const);
}

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const one of numbers) total += one;
  return total;
}
