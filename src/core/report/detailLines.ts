import { isJsonObject, type JsonObject, type JsonValue } from '#base/json.ts';

/**
 * The details of a score as lines for people, an entry a line and what belongs to it indented below. Texts are as the
 * models wrote them, on one line each, and not made harmless.
 */
export function detailLines(details: JsonObject | undefined): readonly string[] {
  return details === undefined ? [] : linesOf(details, '');
}

function linesOf(object: JsonObject, indent: string): string[] {
  return Object.entries(object).flatMap(([key, value]) => entryLines(key, value, indent));
}

function entryLines(key: string, value: JsonValue, indent: string): string[] {
  const head = `${indent}${key}:`;
  if (isJsonObject(value)) {
    return isFlat(value)
      ? [`${head} ${flatText(value)}`]
      : [head, ...linesOf(value, `${indent}  `)];
  }
  if (!Array.isArray(value)) return [`${head} ${plainValue(value)}`];
  const items = value as readonly JsonValue[];
  if (items.length === 0) return [`${head} none`];
  if (items.every((one) => typeof one === 'number')) return [`${head} ${items.join(', ')}`];
  return [head, ...items.flatMap((one) => itemLines(one, `${indent}  `))];
}

function itemLines(item: JsonValue, indent: string): string[] {
  if (!isJsonObject(item)) return [`${indent}- ${plainValue(item)}`];
  if (isFlat(item)) return [`${indent}- ${flatText(item)}`];
  return [`${indent}-`, ...linesOf(item, `${indent}  `)];
}

/** Nothing in it has parts of its own. */
function isFlat(object: JsonObject): boolean {
  return Object.values(object).every((value) => typeof value !== 'object' || value === null);
}

function flatText(object: JsonObject): string {
  return Object.entries(object)
    .map(([key, value]) => `${key}: ${plainValue(value)}`)
    .join('; ');
}

function plainValue(value: JsonValue): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/\s+/g, ' ');
}
