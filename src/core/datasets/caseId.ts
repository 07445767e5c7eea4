import { hash } from 'node:crypto';
import type { JsonObject, JsonValue } from '#base/json.ts';

/**
 * The id of a case that names none: 12 characters of lowercase base32, made of the content alone, so that it stays the
 * same when rows or columns move. 60 bits: among a million cases a chance of 1 in 2 million that any two collide.
 */
export function caseId(values: JsonObject): string {
  return base32(hash('sha256', canonical(values), 'hex'));
}

/** JSON with sorted keys at every depth. Recursive: readers have bounded the depth. */
function canonical(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  let members = '';
  for (const key of Object.keys(value).toSorted())
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonical(value[key] ?? null)}`;
  return `{${members}}`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** The first 60 bits, in two halves of 30, because bitwise arithmetic has 32. */
function base32(hex: string): string {
  const first = Number.parseInt(hex.slice(0, 8), 16);
  const second = Number.parseInt(hex.slice(8, 16), 16);
  return sixCharacters(first >>> 2) + sixCharacters(((first & 3) << 28) | (second >>> 4));
}

function sixCharacters(bits: number): string {
  let characters = '';
  for (let shift = 25; shift >= 0; shift -= 5) characters += alphabet.charAt((bits >> shift) & 31);
  return characters;
}
