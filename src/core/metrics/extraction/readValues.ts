import type { JsonValue } from '#base/json.ts';
import { readJsonReply } from '../jsonReply.ts';
import type { Evidence, Measured } from '../metric.ts';
import { failed, notApplicable } from '../verdict.ts';
import { sizeOf, isDeeper } from './leaves.ts';

/** Both sides as JSON; `found` is missing where the reply is none, with the reason. */
export interface Values {
  readonly expected: JsonValue;
  readonly found?: JsonValue;
  readonly why?: string;
}

/** What the case expects and what the reply says; the score where they cannot be compared. */
export function readValues({ reply, expected }: Evidence): Values | { readonly instead: Measured } {
  if (expected === undefined || expected === null) return { instead: noValues };
  const wanted = expectedJson(expected);
  if (wanted === undefined) {
    return { instead: failed('the expected value is neither a JSON object nor a list') };
  }
  const read = readJsonReply(reply, true);
  if ('why' in read) return { expected: wanted, why: read.why };
  const found = read.value as JsonValue;
  if (isDeeper(found, deepest) || isDeeper(wanted, deepest)) {
    return { instead: failed(`the JSON is nested more than ${deepest} deep`) };
  }
  if (sizeOf(found) * sizeOf(wanted) > mostPairs) {
    return { instead: failed('the JSON is too large to compare') };
  }
  return { expected: wanted, found };
}

const noValues = notApplicable('the case names no expected fields');
const deepest = 100;
/** Five hundred values against five hundred: well below a second. */
const mostPairs = 250_000;

/** A cell of a table holds JSON as text. */
function expectedJson(expected: JsonValue): JsonValue | undefined {
  if (typeof expected === 'object') return expected;
  if (typeof expected !== 'string') return undefined;
  try {
    const value = JSON.parse(expected) as JsonValue;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
