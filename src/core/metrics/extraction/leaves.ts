import type { JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';

/** What a field got right, what it has too much, and what it lacks. */
export interface FieldCounts {
  right: number;
  extra: number;
  missing: number;
}

/** By path, in order of appearance: `customer.name`, `items[].price`. */
export type Fields = Map<string, FieldCounts>;

/** Counts every leaf of a value under its path. What is null, and an empty list or object, says nothing. */
export function eachLeaf(
  value: JsonValue | undefined,
  path: string,
  hear: (path: string) => void,
): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) eachLeaf(item, `${path}[]`, hear);
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) eachLeaf(item, joined(path, key), hear);
  } else hear(path === '' ? '(value)' : path);
}

export function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** Values, lists and objects, all levels together. */
export function sizeOf(value: JsonValue | undefined): number {
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const one of Object.values(value) as readonly JsonValue[]) size += sizeOf(one);
  return size;
}

/** Whether more than `most` maps and lists lie in one another. */
export function isDeeper(value: JsonValue | undefined, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((one: JsonValue) => isDeeper(one, most - 1));
}

export function addTo(fields: Fields, path: string, kind: keyof FieldCounts, count = 1): void {
  const found = fields.get(path);
  const counts = found ?? { right: 0, extra: 0, missing: 0 };
  counts[kind] += count;
  if (found === undefined) fields.set(path, counts);
}
