import type { JsonObject, JsonValue } from '#base/json.ts';

/** What one case demands of its own reply, beside what the prompt asserts of every reply. */
export interface CaseAssertions {
  readonly assert: readonly AnyAssertion[];
  /** The weighted mean that passes. Absent: everything that can fail has to pass. */
  readonly threshold?: number;
}

export type AnyAssertion = Assertion | AssertionGroup;

/** What both kinds have. */
interface AssertionPart {
  /** Its mean over all cases is told under this name. */
  readonly name?: string;
  /** Absent: 1. At 0 it is told, and counts for nothing. */
  readonly weight?: number;
  /** Where it was written. Says nothing of what it is. */
  readonly at?: { readonly file: string; readonly line: number };
}

export interface Assertion extends AssertionPart {
  /** A metric's kind. */
  readonly uses: string;
  readonly with?: JsonObject;
  /** What this one compares with, in place of what the case expects. */
  readonly expected?: JsonValue;
  /** It has to fail. */
  readonly not?: true;
  /** The value that passes: at least, or at most where lower is better. */
  readonly threshold?: number;
  /** `verdict`: 1 with a pass and 0 without, whatever the value is. Absent: the value. */
  readonly counts?: 'verdict';
}

export interface AssertionGroup extends AssertionPart, CaseAssertions {}

export function isGroup(one: AnyAssertion): one is AssertionGroup {
  return 'assert' in one;
}

/** Where something was written says nothing of what it is. */
export function withoutPlaces({ threshold, assert }: CaseAssertions): CaseAssertions {
  return {
    ...(threshold === undefined ? {} : { threshold }),
    assert: assert.map((one) => {
      const { at: _at, ...rest } = one;
      return 'assert' in rest ? { ...rest, assert: withoutPlaces(rest).assert } : rest;
    }),
  };
}

/** Nobody writes groups in groups deeper than this, and readers refuse them. */
export const deepestGroup = 2;
