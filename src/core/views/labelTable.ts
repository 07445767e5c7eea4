import type { LabelTable } from '#protocol/panelRun.ts';
import type { EvaluatorSummary } from '#protocol/run.ts';
import { readMatrix } from '../report/labelTables.ts';

/** Expected against replied labels. `undefined`: the evaluator sorts nothing under labels, or nothing was scored. */
export function labelTable({ figures = {}, detail }: EvaluatorSummary): LabelTable | undefined {
  const matrix = readMatrix(detail);
  if (matrix === undefined) return undefined;
  const undefinedOnes = new Set(matrix.undefinedAsZero);
  const ratio = (name: string): number | null =>
    undefinedOnes.has(name) ? null : (figures[name] ?? null);
  return {
    labels: matrix.rows.map((label, row) => ({
      label,
      precision: ratio(`precision.${label}`),
      recall: ratio(`recall.${label}`),
      f1: ratio(`f1.${label}`),
      cases: (matrix.counts[row] ?? []).reduce((sum, one) => sum + one, 0),
    })),
    replied: matrix.columns,
    counts: matrix.counts,
  };
}
