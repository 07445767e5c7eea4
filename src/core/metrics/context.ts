import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import { textOf } from './text.ts';

/** A part of a source document: UTF-16 units from `start`, up to but without `end`. */
export interface SourceSpan {
  readonly docId: string;
  readonly start: number;
  readonly end: number;
}

/** A piece of text that was retrieved for a case. */
export interface Chunk {
  /** The chunk's own id; its place in the list, from 1, where it has none. */
  readonly id: string;
  readonly text: string;
  /** Where it stands in its source, so that gold survives another way of chunking. */
  readonly span?: SourceSpan;
}

/**
 * What was retrieved for a case, best first: a text is one chunk; a list holds texts or objects with `text`, and perhaps
 * `id` and `docId`, `start`, `end`. A text that is a JSON list is read as that list, since a table's cell can hold
 * nothing else. `undefined` where the case has no such column or nothing in it; an empty list means that nothing was found.
 */
export function chunksOf(values: JsonObject, column: string): readonly Chunk[] | undefined {
  const value = Object.hasOwn(values, column) ? listIn(values[column]) : undefined;
  if (value === undefined || value === null || value === '') return undefined;
  const items = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  return items.map((item, place) => chunkOf(item, String(place + 1)));
}

/** The value, or the list that it holds as JSON text. */
export function listIn(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (!text.startsWith('[') || !text.endsWith(']')) return text === '' ? '' : value;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return value;
  }
}

/** The span that an object names; `undefined` where it names none. */
export function spanOf(value: JsonValue): SourceSpan | undefined {
  if (!isJsonObject(value)) return undefined;
  const { docId, start, end } = value;
  if (typeof docId !== 'string' && typeof docId !== 'number') return undefined;
  if (typeof start !== 'number' || typeof end !== 'number' || !(start < end)) return undefined;
  return { docId: String(docId), start, end };
}

function chunkOf(item: JsonValue, place: string): Chunk {
  if (!isJsonObject(item)) return { id: place, text: item === null ? '' : textOf(item) };
  const { id, text } = item;
  const span = spanOf(item);
  const named = typeof id === 'string' || typeof id === 'number' ? String(id).trim() : '';
  return {
    id: named === '' ? place : named,
    text: typeof text === 'string' ? text : '',
    ...(span !== undefined && { span }),
  };
}
