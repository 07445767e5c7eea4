import { foldCase } from './text.ts';

/**
 * Words in lower case and normal form C: runs of letters and digits of any script. Where a script sets no words apart
 * (Chinese, Japanese, Thai, Lao, Khmer, Burmese) each character is one.
 */
export function tokensOf(text: string): readonly string[] {
  return foldCase(text.normalize('NFC')).match(token) ?? [];
}

/** How often each entry is there. */
export function bagOf(entries: Iterable<string>): Map<string, number> {
  const bag = new Map<string, number>();
  for (const entry of entries) bag.set(entry, (bag.get(entry) ?? 0) + 1);
  return bag;
}

/** How many entries two bags share, each as often as both have it. */
export function sharedOf(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const [entry, count] of a) shared += Math.min(count, b.get(entry) ?? 0);
  return shared;
}

/** The harmonic mean of precision and recall: 2 × shared / (both sizes). Two that are empty are the same. */
export function f1Of(shared: number, ours: number, theirs: number): number {
  return ours + theirs === 0 ? 1 : (2 * shared) / (ours + theirs);
}

/** The scripts that write words without spaces, as the inside of a character class with the flag `u`. */
export const unspacedScripts: string = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer']
  .concat('Myanmar')
  .map((script) => String.raw`\p{Script=${script}}`)
  .join('');

const token = new RegExp(
  String.raw`[${unspacedScripts}]\p{M}*|(?:(?![${unspacedScripts}])[\p{L}\p{M}\p{N}])+`,
  'gu',
);
