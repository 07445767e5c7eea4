import type { JsonObject, JsonValue } from '#base/json.ts';
import type { Place } from './reading.ts';

/** An assertion as it is written, with `$ref` already followed. */
export interface RawAssertion {
  /** With `not-` before it where it is turned round. */
  readonly type: string;
  readonly value?: JsonValue;
  readonly threshold?: number;
  readonly weight?: number;
  readonly metric?: string;
  readonly provider?: JsonValue;
  readonly config?: JsonObject;
  /** The words that a judge is to be asked in. */
  readonly rubricPrompt?: JsonValue;
  /** Keys whose meaning is not taken over: `transform`. */
  readonly others: readonly OtherKey[];
  /** Of an `assert-set`. */
  readonly assert?: readonly RawAssertion[];
  readonly at: Place;
}

export interface OtherKey {
  readonly key: string;
  readonly at: Place;
}

/** A test as it is written. */
export interface RawTest {
  readonly description?: string;
  readonly vars: JsonObject;
  readonly assert: readonly RawAssertion[];
  readonly threshold?: number;
  readonly options: JsonObject;
  readonly metadata: JsonObject;
  /** What a provider is said to have answered. */
  readonly output?: { readonly reply: string; readonly at: Place };
  /** It comes from a table: its cells are data, and hold no templates. */
  readonly isTable: boolean;
  readonly at: Place;
}

/** Nothing of its own. */
export function emptyTest(at: Place): RawTest {
  return { vars: {}, assert: [], options: {}, metadata: {}, isTable: false, at };
}

/** A test over what stands above it: a scenario, or the default of all. */
export function over(base: RawTest, test: RawTest): RawTest {
  const isAlone = test.options['disableDefaultAsserts'] === true;
  const { threshold = base.threshold, description = base.description, output = base.output } = test;
  return {
    ...test,
    vars: { ...base.vars, ...test.vars },
    assert: isAlone ? test.assert : [...base.assert, ...test.assert],
    options: { ...base.options, ...test.options },
    metadata: { ...base.metadata, ...test.metadata },
    ...(threshold === undefined ? {} : { threshold }),
    ...(description === undefined ? {} : { description }),
    ...(output === undefined ? {} : { output }),
  };
}
