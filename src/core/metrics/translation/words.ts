/** What Python's `str.split()` takes for white space: more than `\s` (U+001C to U+001F, U+0085), and less (U+FEFF). */
const white = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
const word = new RegExp(`[^${white}]+`, 'gu');
const allWhite = new RegExp(`[${white}]+`, 'gu');
const oneWhite = new RegExp(`^[${white}]$`, 'u');

/** The words between white space. */
export function wordsOf(text: string): readonly string[] {
  return text.match(word) ?? [];
}

export function withoutWhite(text: string): string {
  return text.replace(allWhite, '');
}

/** Without white space at the end. Linear, whatever the text. */
export function trimmedEnd(text: string): string {
  let end = text.length;
  while (end > 0 && oneWhite.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

export function trimmedStart(text: string): string {
  let start = 0;
  while (start < text.length && oneWhite.test(text.charAt(start))) start += 1;
  return text.slice(start);
}
