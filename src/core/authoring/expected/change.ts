import type { JsonValue } from '#base/json.ts';

/** Replaces so much of a text, in UTF-16 units. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** A change, or a sentence that says why there is none. */
export type Changing = { readonly change: TextChange } | { readonly why: string };

/** What is written: text, unless something of another type stood there and the text says one of that type. */
export function valueLike(
  before: JsonValue | undefined,
  text: string,
): { readonly value: JsonValue } | { readonly why: string } {
  if (before === undefined || before === null || typeof before === 'string') return { value: text };
  const parsed = parsedOrUndefined(text);
  if (parsed !== undefined && kindOf(parsed) === kindOf(before)) return { value: parsed };
  if (typeof before !== 'object') return { value: text };
  return { why: `What is expected is ${kindOf(before)} so far, and the answer is none in JSON.` };
}

function parsedOrUndefined(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : typeof value;
}
