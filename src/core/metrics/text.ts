import type { JsonValue } from '#base/json.ts';

/** How two texts are made comparable. */
export interface Folding {
  readonly ignoreCase: boolean;
  readonly trim: boolean;
  readonly ignorePunctuation: boolean;
}

/** Canonically equal characters become one (NFC), so that a composed and a decomposed "é" are the same text. */
export function fold(text: string, folding: Partial<Folding>): string {
  let folded = text.normalize('NFC');
  if (folding.ignoreCase === true) folded = foldCase(folded);
  if (folding.ignorePunctuation === true) {
    folded = folded.replace(punctuation, '').replace(space, ' ');
  }
  return folding.trim === true ? folded.trim() : folded;
}

/** A final sigma is a sigma: a word must fold alike inside a longer one. */
export function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

/**
 * The texts that count as right: a list means any of its entries. Numbers and booleans read as JSON
 * writes them, objects as JSON text. `undefined` where the case names none.
 */
export function references(expected: JsonValue | undefined): readonly string[] | undefined {
  if (expected === undefined || expected === null) return undefined;
  if (typeof expected === 'string') return [expected];
  if (!Array.isArray(expected)) return [textOf(expected)];
  const texts = (expected as readonly JsonValue[]).filter((one) => one !== null).map(textOf);
  return texts.length === 0 ? undefined : texts;
}

export function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Takes punctuation and symbols off both ends, white space too. Linear, whatever the text. */
export function stripEnds(text: string): string {
  const points = Array.from(text);
  let from = 0;
  let to = points.length;
  while (from < to && !wordCharacter.test(points[from] ?? '')) from += 1;
  while (to > from && !wordCharacter.test(points[to - 1] ?? '')) to -= 1;
  return points.slice(from, to).join('');
}

const punctuation = /\p{P}+/gu;
const space = /\s+/gu;
const wordCharacter = /[\p{L}\p{M}\p{N}]/u;
