import { trimmedStart, wordsOf } from './words.ts';

/** How BLEU cuts a text into tokens. */
export type Tokenize = (text: string) => readonly string[];

export const tokenizerNames = ['13a', 'intl', 'char', 'none', 'zh'] as const;

export type TokenizerName = (typeof tokenizerNames)[number];

/** The tokenizers of sacreBLEU that need no model. */
export const tokenizers: Readonly<Record<TokenizerName, Tokenize>> = {
  '13a': (text) => western(` ${withoutMarkup(text)} `),
  intl: international,
  char: (text) => wordsOf(Array.from(text).join(' ')),
  none: wordsOf,
  zh: (text) => western(trimmedStart(text).replace(chinese, ' $& ')),
};

/** What mteval-v13a.pl does before it looks at characters. `&amp;lt;` becomes `<`, as there. */
function withoutMarkup(text: string): string {
  return text
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
}

/** mteval-v13a.pl: ASCII punctuation stands alone, save dots and commas in numbers, apostrophes and hyphens. */
function western(text: string): readonly string[] {
  return wordsOf(
    text
      .replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
      .replace(/([^0-9])([.,])/g, '$1 $2 ')
      .replace(/([.,])([^0-9])/g, ' $1 $2')
      .replace(/([0-9])(-)/g, '$1 $2 '),
  );
}

/** mteval-v14.pl `--international-tokenization`. A dot that ends the text stays with a number before it, as there. */
function international(text: string): readonly string[] {
  return wordsOf(
    text
      .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
      .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
      .replace(/\p{S}/gu, ' $& '),
  );
}

/**
 * The characters that sacreBLEU 2.6.0 sets apart. Its table writes the planes above U+FFFF with four
 * digits, so that U+2001 to U+2A6D, curly quotes and dashes among them, count as Chinese, and rare
 * ideographs from U+20000 on do not.
 */
const chinese =
  /[\u2001-\u2a6d\u2e80-\u2fdf\u2ff0-\u303f\u3100-\u312f\u31a0-\u31bf\u31c0-\u31ef\u3200-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef]/g;
