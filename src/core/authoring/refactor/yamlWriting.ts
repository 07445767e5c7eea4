import type { JsonObject, JsonValue } from '#base/json.ts';
import { yamlText } from '../expected/yamlText.ts';

/**
 * A text as a literal block under a key that is indented by so many spaces; `undefined` where a block cannot hold it: control
 * characters, line ends other than LF, nothing but white space, white space lines
 * at the end.
 */
export function blockScalar(text: string, indent: number): string | undefined {
  // oxlint-disable-next-line no-control-regex -- These are what is looked for.
  if (/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029\uFEFF]/.test(text)) return undefined;
  if (text.trim() === '' || !text.isWellFormed()) return undefined;
  // Nobody sees space at the end, nor knows whether an empty line below belongs to it.
  if (/\n[ \n]+$/.test(text)) return undefined;
  const [, ends = ''] = /(\n*)$/.exec(text) ?? [];
  const chomping = ends === '' ? '-' : '';
  const indicator = /^[ \n]/.test(text) ? '2' : '';
  const inner = ' '.repeat(indent + 2);
  const lines = text.slice(0, text.length - ends.length).split('\n');
  const body = lines.map((line) => (line === '' ? '' : inner + line)).join('\n');
  return `|${indicator}${chomping}\n${body}`;
}

/** A case as an item of a block list whose dash is indented by so many spaces. */
export function yamlRow(values: JsonObject, indent: number): string {
  const space = ' '.repeat(indent + 2);
  const lines = Object.entries(values).map(([key, value]) =>
    value === undefined ? '' : `${yamlText(key, '')}: ${written(value, indent + 2)}`,
  );
  const kept = lines.filter((line) => line !== '');
  return `${' '.repeat(indent)}- ${kept.length === 0 ? '{}' : kept.join(`\n${space}`)}\n`;
}

function written(value: JsonValue, indent: number): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const block = value.includes('\n') ? blockScalar(value, indent) : undefined;
  return block ?? yamlText(value, '');
}
