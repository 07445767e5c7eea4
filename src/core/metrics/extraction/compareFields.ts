import * as z from 'zod/mini';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import { bagOf } from '../tokens.ts';
import { bestAssignment } from './assignment.ts';
import { addTo, eachLeaf, joined, type Fields } from './leaves.ts';
import { leafText, normaliserSettings, type Normalisers } from './leafText.ts';

export interface Comparison extends Normalisers {
  /** The field that names an item of a list of objects. Left out: the items are paired so that most leaves agree. */
  readonly key?: string | undefined;
}

/** The shape of `Comparison`, for every metric that compares fields. */
export const comparisonSettings: z.ZodMiniType<Comparison> = z.strictObject({
  key: z.optional(
    z
      .string()
      .check(
        z.minLength(1),
        z.describe('The field that names an item in lists of objects, such as `id`.'),
      ),
  ),
  ...normaliserSettings,
});

/**
 * What of the expected value is in the reply, leaf by leaf. Order counts nowhere: objects are compared by key, lists of
 * plain values as bags, lists of objects item by item after they have been paired.
 */
export function compareFields(
  expected: JsonValue | undefined,
  found: JsonValue | undefined,
  settings: Comparison,
): Fields {
  const fields: Fields = new Map();
  compare(expected, found, '', { settings, fields });
  return fields;
}

interface Work {
  readonly settings: Comparison;
  readonly fields: Fields;
}

type Value = JsonValue | undefined;

function compare(expected: Value, found: Value, path: string, work: Work): void {
  if (isJsonObject(expected) && isJsonObject(found)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      compare(own(expected, key), own(found, key), joined(path, key), work);
    }
  } else if (Array.isArray(expected) && Array.isArray(found)) {
    compareLists(expected as readonly JsonValue[], found as readonly JsonValue[], path, work);
  } else if (isLeaf(expected) && isLeaf(found)) {
    compareBags([expected], [found], path === '' ? '(value)' : path, work);
  } else {
    eachLeaf(expected, path, (leaf) => addTo(work.fields, leaf, 'missing'));
    eachLeaf(found, path, (leaf) => addTo(work.fields, leaf, 'extra'));
  }
}

function own(value: JsonObject, key: string): Value {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isLeaf(value: Value): value is string | number | boolean {
  return value !== undefined && value !== null && typeof value !== 'object';
}

function compareLists(
  expected: readonly JsonValue[],
  found: readonly JsonValue[],
  path: string,
  work: Work,
): void {
  const inside = `${path}[]`;
  compareBags(expected.filter(isLeaf), found.filter(isLeaf), inside, work);
  const wanted = expected.filter((one) => typeof one === 'object' && one !== null);
  const given = found.filter((one) => typeof one === 'object' && one !== null);
  const partners = pair(wanted, given, work.settings);
  for (const [place, one] of wanted.entries()) {
    compare(one, given[partners[place] ?? -1], inside, work);
  }
  const taken = new Set(partners);
  for (const [place, one] of given.entries()) {
    if (!taken.has(place)) compare(undefined, one, inside, work);
  }
}

function compareBags(
  expected: readonly JsonValue[],
  found: readonly JsonValue[],
  path: string,
  { settings, fields }: Work,
): void {
  const wanted = bagOf(expected.map((one) => leafText(one, settings)));
  const given = bagOf(found.map((one) => leafText(one, settings)));
  let right = 0;
  for (const [text, count] of wanted) right += Math.min(count, given.get(text) ?? 0);
  if (right > 0) addTo(fields, path, 'right', right);
  if (expected.length > right) addTo(fields, path, 'missing', expected.length - right);
  if (found.length > right) addTo(fields, path, 'extra', found.length - right);
}

/** For each expected item the place of its partner, -1 without one. */
function pair(
  expected: readonly JsonValue[],
  found: readonly JsonValue[],
  settings: Comparison,
): readonly number[] {
  if (expected.length === 0 || found.length === 0) return expected.map(() => -1);
  const { key } = settings;
  if (key !== undefined) return pairByKey(expected, found, key, settings);
  const gains = expected.map((one) => found.map((other) => agreement(one, other, settings)));
  return bestAssignment(gains);
}

function pairByKey(
  expected: readonly JsonValue[],
  found: readonly JsonValue[],
  key: string,
  settings: Comparison,
): readonly number[] {
  const nameOf = (item: JsonValue): string | undefined => {
    const name = isJsonObject(item) ? own(item, key) : undefined;
    return isLeaf(name) ? leafText(name, settings) : undefined;
  };
  const places = new Map<string, number[]>();
  for (const [place, item] of found.entries()) {
    const name = nameOf(item);
    if (name === undefined) continue;
    const same = places.get(name);
    if (same === undefined) places.set(name, [place]);
    else same.push(place);
  }
  return expected.map((item) => places.get(nameOf(item) ?? '')?.shift() ?? -1);
}

/** Leaves that agree; between equal numbers, fewer that do not. */
function agreement(expected: JsonValue, found: JsonValue, settings: Comparison): number {
  let right = 0;
  let wrong = 0;
  for (const counts of compareFields(expected, found, settings).values()) {
    right += counts.right;
    wrong += counts.extra + counts.missing;
  }
  return right - wrong * 1e-6;
}
