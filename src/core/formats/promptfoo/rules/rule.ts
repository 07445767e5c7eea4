import type { JsonObject, JsonValue } from '#base/json.ts';
import type { Assertion } from '#protocol/assertion.ts';

/** What an assertion becomes. */
export type Mapped =
  | (Pick<Assertion, 'uses' | 'with' | 'expected' | 'threshold' | 'counts'> & {
      readonly asks?: 'judge' | 'embedding' | 'both';
    })
  /** What is wrong with it, and what to do. */
  | { readonly fault: string; readonly next: string }
  /** It is left out, and why. */
  | { readonly left: string };

/** One type of assertion, in both directions. */
export interface TypeRule extends BothWays {
  readonly fate: 'native' | 'approximated' | 'external' | 'unsupported';
  /** Where the meaning is not the same, or why it is not run. */
  readonly note?: string;
}

export interface BothWays {
  readonly map: (given: Given) => Mapped;
  /**
   * How promptfoo would write it, as far as this type can say it: whoever asks maps the answer again and looks at what
   * differs. `undefined`: the type does not speak of this at all. Absent: nothing here comes out of this type.
   */
  readonly back?: (made: Made) => Written | undefined;
  /** Settings that this type cannot say and that do not change what is measured: `trim`. */
  readonly near?: readonly string[];
  /** Its judge may be asked in words of the configuration. */
  readonly takesRubricPrompt?: true;
}

/** An assertion with its texts filled and its files read. */
export interface Given {
  readonly value: JsonValue | undefined;
  readonly threshold: number | undefined;
  /** The values of the case. */
  readonly vars: JsonObject;
  readonly config: JsonObject;
  /** Of the judge or the embedding model, where one is named. */
  readonly model: string | undefined;
  /** Reads a file of code beside the configuration; `undefined`, told: there is none. */
  readonly code: (
    reference: string,
  ) => { readonly text: string; readonly path: string } | undefined;
}

/** An assertion of Assay on its way back. */
export interface Made {
  readonly uses: string;
  readonly with: JsonObject;
  readonly expected: JsonValue | undefined;
  readonly threshold: number | undefined;
}

/** What stands in the configuration beside the type. The judge's model is written by whoever asks. */
export interface Written {
  readonly value?: JsonValue | undefined;
  readonly threshold?: number | undefined;
  readonly config?: JsonObject;
}

export const native = (both: BothWays): TypeRule => ({ fate: 'native', ...both });

export const near = (note: string, both: BothWays): TypeRule => ({
  fate: 'approximated',
  note,
  ...both,
});

export const external = (note: string, both: BothWays): TypeRule => ({
  fate: 'external',
  note,
  ...both,
});

export const never = (why: string): TypeRule => ({
  fate: 'unsupported',
  note: why,
  map: () => ({ left: why }),
});

/** A text or a number; promptfoo makes texts of both. */
export function textIn(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

export function missing(what: string): Mapped {
  return { fault: `needs ${what} as its \`value\`.`, next: 'Write it.' };
}
