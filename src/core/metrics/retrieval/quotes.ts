/** What a reply puts in quotation marks, of at least so many words. Marks around the inside are not part of it. */
export function quotesIn(reply: string, minWords: number): readonly string[] {
  const found: string[] = [];
  for (const match of reply.matchAll(quoted)) {
    const inside = match.slice(1).find((part) => part !== undefined) ?? '';
    if (wordCount(inside) >= minWords) found.push(inside);
  }
  return found;
}

/** The parts of a quote that must be found: what stands between marks of omission. */
export function partsOfQuote(quote: string): readonly string[] {
  return quote
    .split(omission)
    .map(foldQuote)
    .filter((part) => part !== '');
}

/** Case, white space, and the shapes of quotation marks, dashes and apostrophes do not count; marks at the ends neither. */
export function foldQuote(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(singleMarks, "'")
    .replace(doubleMarks, '"')
    .replace(dashes, '-')
    .replace(hidden, '')
    .split(/\s+/)
    .join(' ')
    .replace(/^[\s.,;:!?'"-]{1,20}/, '')
    .replace(/[\s.,;:!?'"-]{1,20}$/, '');
}

const most = 2000;
const pairs = ['""', '“”', '„“', '„”', '«»', '»«', '「」', '『』', '””'] as const;
const quoted = new RegExp(
  pairs
    .map(([open = '', close = '']) => `${open}([^${open}${close}\\n]{1,${String(most)}})${close}`)
    .join('|'),
  'gu',
);
const omission = /\[?(?:…|\.{3})\]?/u;
const singleMarks = /[‘’‚‛′`´]/gu;
const doubleMarks = /[“”„‟«»″]/gu;
const dashes = /[‐-―−]/gu;
const hidden = /[\u00AD\u200B\u2060\uFEFF]/gu;

function wordCount(text: string): number {
  const unspaced = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length;
  return (unspaced ?? 0) + (text.match(/\S+/g)?.length ?? 0);
}
