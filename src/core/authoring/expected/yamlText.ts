import type { JsonValue } from '#base/json.ts';

/** A value as YAML on one line, quoted as what stood there before was. */
export function yamlText(value: JsonValue, before: string): string {
  // JSON is YAML, for everything that a text can hold.
  if (typeof value !== 'string') return JSON.stringify(value);
  const isOneLine = !/[\n\r\t\u0085\u2028\u2029]/.test(value);
  if (before.startsWith("'") && isOneLine) return `'${value.replaceAll("'", "''")}'`;
  if (before.startsWith('"') || !isPlain(value)) return JSON.stringify(value);
  return value;
}

/** Words that YAML takes for nothing else than text, wherever they stand. */
function isPlain(text: string): boolean {
  return (
    /^\p{L}[\p{L}\p{M}\p{N}_/.-]*(?: [\p{L}\p{N}_/.-]+)*$/u.test(text) && !ambiguous.test(text)
  );
}

const ambiguous = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
