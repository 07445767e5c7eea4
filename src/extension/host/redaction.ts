import { keyForms, without } from '#core/models/sanitise.ts';

/** The keys that this window has had in its hands, so that nothing it logs holds one. */
export interface KnownKeys {
  readonly forms: readonly string[];
  add(key: string): void;
}

/** Characters. Shorter ones are words, and stand in any text. */
const shortestKey = 8;

export function makeKnownKeys(): KnownKeys {
  const keys = new Set<string>();
  let forms: readonly string[] = [];
  return {
    get forms() {
      return forms;
    },
    add(key) {
      if (key.length < shortestKey || keys.has(key)) return;
      keys.add(key);
      forms = [...keys].flatMap(keyForms).toSorted((a, b) => b.length - a.length);
    },
  };
}

/** A text without the keys, in any form in which somebody could have written them down. */
export function redacted(text: string, known: KnownKeys): string {
  return without(text, known.forms);
}

/** Whatever a log takes, as text without the keys. Objects are written as JSON, whose escapes are known. */
export function redactedValue(value: unknown, known: KnownKeys): string {
  if (value instanceof Error) return redacted(value.stack ?? value.message, known);
  return redacted(typeof value === 'string' ? value : asJson(value), known);
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return '(not shown: it refers to itself)';
  }
}
