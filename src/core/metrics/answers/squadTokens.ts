import { unspacedScripts } from '../tokens.ts';

/**
 * The words that SQuAD compares: lower case, without punctuation and, where asked for, without English articles. Beyond
 * the reference, punctuation is that of every script, and a character of a script without spaces is a word.
 */
export function squadTokens(text: string, ignoreArticles: boolean): readonly string[] {
  const plain = text.normalize('NFC').toLowerCase().replace(punctuation, '');
  const left = ignoreArticles ? plain.replace(articles, ' ') : plain;
  return left.replace(unspaced, ' $& ').match(/\S+/g) ?? [];
}

/** `string.punctuation` of Python has these symbols too. */
const punctuation = /[\p{P}$+<=>^`|~]+/gu;
const articles = /(?<![\p{L}\p{M}\p{N}_])(?:an?|the)(?![\p{L}\p{M}\p{N}_])/gu;
const unspaced = new RegExp(String.raw`[${unspacedScripts}]\p{M}*`, 'gu');
