import type { Secret } from '../ports.ts';

/** Control characters, bidi and zero-width marks: what could forge a line or hide text. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Foreign text made fit for a one-line message: no control characters, cut to `longest` characters. */
export function oneLine(text: string, longest = 200): string {
  const start = text
    .slice(0, longest * 4)
    .replace(unsafe, ' ')
    .trim();
  return start.length > longest ? `${start.slice(0, longest)}…` : start;
}

/** Takes the exact key out of a text, in every form that a service might send it back in. */
export function withoutKey(text: string, secret: Secret | undefined): string {
  return secret === undefined ? text : without(text, keyForms(secret.reveal()));
}

export function without(text: string, forms: readonly string[]): string {
  return forms.reduce((rest, form) => rest.replaceAll(form, '[key]'), text);
}

/** A key as it is and as JSON, URLs, hex and base64 hold it, wherever in a longer text it stands; longest first. */
export function keyForms(key: string): readonly string[] {
  if (key === '') return [];
  const bytes = Buffer.from(key);
  const forms = new Set([
    key,
    encodeURIComponent(key),
    JSON.stringify(key).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/u, ''),
    bytes.toString('base64url'),
  ]);
  // Behind other text the key's base64 begins one or two bytes later; whole groups of three never change.
  for (const skip of [0, 1, 2]) {
    const whole = bytes.subarray(skip, bytes.length - ((bytes.length - skip) % 3));
    if (whole.length < leastGroups) continue;
    forms.add(whole.toString('base64')).add(whole.toString('base64url'));
  }
  return [...forms].toSorted((a, b) => b.length - a.length);
}

/** Bytes. Less of a key is no key, and stands in any text by chance. */
const leastGroups = 6;
