import type { JsonValue } from '#base/json.ts';

/** What a metric says of one reply. A metric that broke, or that has nothing to go by, is never a 0. */
export type Score =
  | {
      readonly outcome: 'scored';
      readonly value: number;
      /** Absent where the metric only measures. */
      readonly pass?: boolean;
      readonly why?: string;
    }
  | { readonly outcome: 'not-applicable'; readonly why: string }
  | { readonly outcome: 'failed'; readonly why: string };

/** One evaluator's score of one trial, as it is stored. */
export interface NamedScore {
  readonly evaluator: string;
  readonly score: Score;
  /** What a corpus metric keeps of this case, so that it aggregates, filters and bootstraps right. */
  readonly statistic?: JsonValue;
}
