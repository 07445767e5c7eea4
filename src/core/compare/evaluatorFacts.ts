import type { CorpusAccumulator } from '../metrics/metric.ts';

/** What a comparison needs to know of an evaluator. */
export interface EvaluatorFacts {
  readonly name: string;
  /** The metric's. */
  readonly kind: string;
  /** Its settings, threshold and judges as a text: another text measures something else. Absent: nobody knows. */
  readonly settings?: string;
  readonly level: 'case' | 'corpus';
  readonly better: 'higher' | 'lower';
  /** Smallest and largest possible value; may be infinite. */
  readonly range: readonly [number, number];
  readonly comparedFigures: readonly string[];
  /** Of corpus metrics, where their settings could be read. */
  readonly accumulate?: () => CorpusAccumulator;
}

/** Of an evaluator that nothing else is known of: one that only a baseline has. */
export function unknownEvaluator(name: string): EvaluatorFacts {
  return {
    name,
    kind: '',
    level: 'case',
    better: 'higher',
    range: [-Infinity, Infinity],
    comparedFigures: [],
  };
}
