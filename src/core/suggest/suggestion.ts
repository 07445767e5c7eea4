import type { JsonObject } from '#base/json.ts';
import type { MetricUse, UseCase } from '../metrics/useCases.ts';

/** A metric for a prompt, and why. */
export interface Suggestion {
  /** A metric's kind. */
  readonly kind: string;
  /** A sentence. */
  readonly why: string;
  /** The settings that fit; what is not known yet is written in angle brackets. */
  readonly with?: JsonObject;
  readonly threshold?: number;
}

export interface Suggested {
  readonly useCases: readonly { readonly useCase: UseCase; readonly why: string }[];
  /** Cheap ones first. */
  readonly metrics: readonly Suggestion[];
  /** Further metrics for these use cases, by kind. */
  readonly also: readonly string[];
}

/** What is known of a metric that the lists need. */
export interface Listed {
  readonly kind: string;
  readonly useCases: readonly MetricUse[];
}
