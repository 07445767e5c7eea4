import * as z from 'zod/mini';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import { textSimilarity } from '../editSimilarity.ts';
import type { Metric } from '../metric.ts';
import { failed, scored } from '../verdict.ts';
import { readValues } from './readValues.ts';

export const jsonSimilarity: Metric<Record<string, never>> = {
  kind: 'json-similarity',
  title: 'JSON similarity',
  documentation:
    'How alike the JSON of the reply and the expected one are as trees: the mean over all keys, or places of a list, of how alike what stands there is. ' +
    'Texts are compared as `edit-similarity` does, numbers as 1 − |a − b| / (|a| + |b|), all else by equality; values of two kinds share nothing. ' +
    'A similarity, not correctness: 1 and 2 are two thirds alike, and a list whose first item is missing is compared at the wrong places. ' +
    'Source: after JSONDiff of autoevals, which compares values of two kinds as texts.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['extraction'],
  settings: z.strictObject({}),
  measure(evidence) {
    const values = readValues(evidence);
    if ('instead' in values) return values.instead;
    if (values.why !== undefined) return scored(0, { why: values.why });
    const value = similarity(values.expected, values.found);
    return Number.isNaN(value) ? failed('a text is too long to compare') : scored(value);
  },
};

/** Not a number where two texts are too long to compare. */
function similarity(a: JsonValue | undefined, b: JsonValue | undefined): number {
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return meanOf(keys.map((key) => similarity(own(a, key), own(b, key))));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    const longer = a.length > b.length ? a : b;
    return meanOf(longer.map((_, place) => similarity(a[place], b[place])));
  }
  if (typeof a === 'string' && typeof b === 'string') return textSimilarity(a, b) ?? NaN;
  if (typeof a === 'number' && typeof b === 'number') return closeness(a, b);
  return (a ?? null) === (b ?? null) ? 1 : 0;
}

function own(value: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Halves, so that the sum of two large numbers is finite. */
function closeness(a: number, b: number): number {
  if (a === b) return 1;
  return 1 - Math.abs(a / 2 - b / 2) / (Math.abs(a / 2) + Math.abs(b / 2));
}

function meanOf(parts: readonly number[]): number {
  if (parts.length === 0) return 1;
  return Math.min(1, parts.reduce((sum, one) => sum + one, 0) / parts.length);
}
