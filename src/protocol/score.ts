import type { JsonObject, JsonValue } from '#base/json.ts';

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
  /** Its verdict does not count: the gate wants calibrated judges, and this one is not. */
  readonly informs?: true;
  /** What a corpus metric keeps of this case, so that it aggregates, filters and bootstraps right. */
  readonly statistic?: JsonValue;
  /** What the score was made from, for people; at most about 16,000 characters of JSON. */
  readonly details?: JsonObject;
}

/** What asking one judge took. */
export interface JudgeUse {
  /** The catalogue id. */
  readonly model: string;
  /** Questions, samples and repairs included. */
  readonly calls: number;
  /** Of these: got no answer, or one that could not be used. */
  readonly failed: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Answers whose service gave no token counts. */
  readonly withoutUsage: number;
  /** USD that the answers cost when they were made; absent where a price is missing. */
  readonly costUsd?: number;
}
