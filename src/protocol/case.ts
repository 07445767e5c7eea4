import type { JsonObject, JsonValue } from '#base/json.ts';
import type { CaseAssertions } from './assertion.ts';

/** One row to evaluate: the values that fill a prompt's variables, and what is known of a good reply. */
export interface EvalCase {
  /** Unique within one prompt. Where the row names none it comes from the row's content, so it survives moving the row. */
  readonly id: string;
  /** Every column of the row after `map`, `expected` and the like included: a prompt may use any of them. */
  readonly values: JsonObject;
  readonly expected?: JsonValue;
  /** Scored by an evaluator with `uses: assertions`. No part of `values`. */
  readonly assertions?: CaseAssertions;
  readonly tags: readonly string[];
  readonly source: { readonly file: string; readonly line: number };
}
