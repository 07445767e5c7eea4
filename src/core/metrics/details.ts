import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';

/** The most characters of JSON that the details of one score take in a journal. */
export const mostDetail = 16_000;

/** Details that fit: as they are, or with long texts and then long lists cut, a mark at each cut. */
export function cutDetails(details: JsonObject): JsonObject {
  for (const limits of steps) {
    const cut = cutObject(details, limits, 0);
    if (JSON.stringify(cut).length <= mostDetail) return cut;
  }
  return { cut: 'The details are too long to be kept.' };
}

interface Limits {
  readonly text: number;
  readonly items: number;
}

/** Texts go first: what was decided of each claim says more than every word about it. */
const steps: readonly Limits[] = [
  { text: 4000, items: 200 },
  { text: 600, items: 200 },
  { text: 160, items: 100 },
  { text: 80, items: 30 },
  { text: 40, items: 10 },
];

const deepest = 8;

function cutValue(value: JsonValue, limits: Limits, depth: number): JsonValue {
  if (typeof value === 'string') return cutText(value, limits.text);
  if (Array.isArray(value)) return cutList(value as readonly JsonValue[], limits, depth);
  return isJsonObject(value) ? cutObject(value, limits, depth) : value;
}

function cutList(list: readonly JsonValue[], limits: Limits, depth: number): JsonValue {
  if (depth >= deepest) return '…';
  const kept = list.slice(0, limits.items).map((one) => cutValue(one, limits, depth + 1));
  const left = list.length - kept.length;
  return left === 0 ? kept : [...kept, `… and ${left} more`];
}

function cutObject(details: JsonObject, limits: Limits, depth: number): JsonObject {
  if (depth >= deepest) return { cut: '…' };
  const entries = Object.entries(details).slice(0, limits.items);
  return Object.fromEntries(
    entries.map(([key, value]) => [cutText(key, 80), cutValue(value, limits, depth + 1)]),
  );
}

function cutText(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1).toWellFormed()}…` : text;
}
