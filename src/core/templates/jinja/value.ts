import type { JsonValue } from '#base/json.ts';
import { TemplateFault } from '../limits.ts';

/** What an expression gives: a value of the case, or something that only a text knows. */
export type Value = JsonValue | undefined | Macro | Namespace;

export interface Given {
  readonly plain: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** Something to call. */
export class Macro {
  readonly call: (given: Given) => Value;

  constructor(call: (given: Given) => Value) {
    this.call = call;
  }
}

/** `namespace()`: values that an inner block may set for an outer one. */
export class Namespace {
  readonly values: Map<string, Value> = new Map();
}

export function isJson(value: Value): value is JsonValue {
  return value !== undefined && !(value instanceof Macro) && !(value instanceof Namespace);
}

/** As data; what only a text knows is none. */
export function jsonOf(value: Value): JsonValue {
  return isJson(value) ? value : null;
}

export function isDict(value: Value): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && isJson(value) && !Array.isArray(value);
}

export function isTrue(value: Value): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (isDict(value)) return Object.keys(value).length > 0;
  return value !== false && value !== 0 && value !== '';
}

/** What a loop goes over: items of a list, keys of a dict, characters of a text. */
export function itemsOf(value: Value): readonly JsonValue[] {
  if (value === undefined || value === null) return [];
  if (isListValue(value)) return value;
  if (typeof value === 'string') return Array.from(value);
  if (isDict(value)) return Object.keys(value);
  throw new TemplateFault(`${nounOf(value)} is nothing to go through.`);
}

export function isListValue(value: Value): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** For sentences: `A number`. */
export function nounOf(value: Value): string {
  if (value === undefined || value === null) return 'Nothing';
  if (isListValue(value)) return 'A list';
  if (isDict(value)) return 'A map';
  if (typeof value === 'string') return 'A text';
  if (typeof value === 'number') return 'A number';
  return typeof value === 'boolean' ? 'True or false' : 'A macro';
}

/** How values read in a text. `nunjucks` prints as JavaScript does, `jinja` as Python. */
export type Dialect = 'jinja' | 'nunjucks';

export function printed(value: Value, dialect: Dialect): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (value === undefined || !isJson(value)) return '';
  if (dialect === 'jinja') return pythonText(value);
  if (value === null) return '';
  if (isListValue(value)) return value.map((item) => printed(item, dialect)).join(',');
  return typeof value === 'boolean' ? String(value) : '[object Object]';
}

/** As Python's `repr` has it: `{'a': [1, True, None]}`. */
function pythonText(value: JsonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return pythonQuoted(value);
  if (isListValue(value)) return `[${value.map(pythonText).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, held]) => `${pythonQuoted(key)}: ${pythonText(held)}`,
  );
  return `{${entries.join(', ')}}`;
}

export function spacedJson(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isListValue(value)) return `[${value.map(spacedJson).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, held]) => `${JSON.stringify(key)}: ${spacedJson(held)}`,
  );
  return `{${entries.join(', ')}}`;
}

function pythonQuoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

/** For names: of attributes, filters and keys. */
export function nameText(value: Value): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
