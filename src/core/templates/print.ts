import type { JsonValue } from '#base/json.ts';

/** How a value reads in a text of Mustache or Handlebars: nothing for null; lists and maps as JSON, which JavaScript's own way would lose. */
export function printPlain(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
