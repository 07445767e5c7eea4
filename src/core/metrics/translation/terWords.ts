import { trimmedEnd, wordsOf } from './words.ts';

export interface TerSettings {
  readonly normalized: boolean;
  readonly ignorePunctuation: boolean;
  readonly asianSupport: boolean;
  readonly caseSensitive: boolean;
}

/** The words that Tercom compares. */
export function terWords(text: string, settings: TerSettings): readonly string[] {
  let line = trimmedEnd(text);
  if (!settings.caseSensitive) line = line.toLowerCase();
  if (settings.normalized) {
    line = western(line);
    if (settings.asianSupport) line = line.replace(eachAlone, ' $& ');
  }
  if (settings.ignorePunctuation) {
    line = line.replace(/[.,?:;!"()]/g, '');
    if (settings.asianSupport) line = line.replace(asianPunctuation, '');
  }
  return wordsOf(line);
}

/** Tercom's Normalizer: lines joined, four entities resolved, ASCII punctuation apart, `'s` apart. */
function western(text: string): string {
  const line = text
    .replaceAll('\n-', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  return ` ${line} `
    .replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
    .replaceAll("'s ", " 's ")
    .replace(/([^0-9])([.,])/g, '$1 $2 ')
    .replace(/([.,])([^0-9])/g, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ');
}

const asianPunctuation =
  /[\u3001\u3002\u3008-\u3011\u3014-\u301f\uff61-\uff65\u30fb\uff0e\uff0c\uff1f\uff1a\uff1b\uff01\uff02\uff08\uff09]/g;

/**
 * Ideographs and their kin, and wide punctuation. In sacreBLEU 2.6.0 the rules for kana never match,
 * because the text starts with a space by then: kana stay together.
 */
const eachAlone =
  /[\u2e80-\u2eff\u31c0-\u31ef\u3200-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\u3001\u3002\u3008-\u3011\u3014-\u301f\uff61-\uff65\u30fb\uff0e\uff0c\uff1f\uff1a\uff1b\uff01\uff02\uff08\uff09]/g;
