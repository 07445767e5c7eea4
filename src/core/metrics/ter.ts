import * as z from 'zod/mini';
import type { CorpusAccumulator, Measured, Metric } from './metric.ts';
import { references } from './text.ts';
import { countsStatistic, CountsSum } from './translation/corpusCounts.ts';
import { leastEdits } from './translation/editRate.ts';
import { terWords, type TerSettings } from './translation/terWords.ts';
import { failed, noExpected } from './verdict.ts';

export const ter: Metric<TerSettings> = {
  kind: 'ter',
  title: 'Translation edit rate',
  documentation:
    'For translation: how many words one would have to insert, delete, replace or move as a block to turn the replies into the expected texts, per hundred expected words, over all cases together. ' +
    'Lower is better, 0 is the same, and more than 100 is possible. ' +
    'Of several expected texts each case counts the fewest edits and the mean length. ' +
    'Words are what stands between white space, so for Chinese and Japanese set `normalized` and `asianSupport`, or use `chrf`. ' +
    'Source: Snover et al. 2006, Tercom as sacreBLEU 2.6.0 computes it.',
  level: 'corpus',
  better: 'lower',
  range: [0, Infinity],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['translation'],
  settings: z.strictObject({
    normalized: z.prefault(
      z.boolean().check(z.describe('Punctuation stands apart from words, and lines are joined.')),
      false,
    ),
    ignorePunctuation: z.prefault(
      z.boolean().check(z.describe('Common punctuation does not count.')),
      false,
    ),
    asianSupport: z.prefault(
      z
        .boolean()
        .check(
          z.describe(
            'With `normalized`, each Chinese character is a word; with `ignorePunctuation`, wide punctuation does not count either.',
          ),
        ),
      false,
    ),
    caseSensitive: z.prefault(
      z.boolean().check(z.describe('Upper and lower case are different.')),
      false,
    ),
  }),
  measure({ reply, expected }, settings): Measured {
    const texts = references(expected);
    if (texts === undefined) return noExpected;
    const words = terWords(reply, settings);
    let edits = Infinity;
    let length = 0;
    for (const text of texts) {
      const others = terWords(text, settings);
      const most = Math.max(words.length, others.length);
      if (most > mostWords) return failed(`${most} words are too many to compare`);
      edits = Math.min(edits, leastEdits(words, others));
      length += others.length;
    }
    const counts = [edits, length / texts.length];
    return {
      score: { outcome: 'scored', value: rate(counts) },
      statistic: countsStatistic(counts, texts.length),
    };
  },
  accumulate,
};

/** A second or two where everything is out of place. */
const mostWords = 5000;

/** Edits without any expected word are 100. */
function rate([edits = 0, length = 0]: readonly number[]): number {
  if (length > 0) return 100 * (edits / length);
  return edits > 0 ? 100 : 0;
}

function accumulate(settings: TerSettings): CorpusAccumulator {
  const sum = new CountsSum();
  return {
    add: (statistic) => sum.add(statistic),
    sums: sum,
    result() {
      const { counts, cases, references: perCase } = sum.result();
      if (cases === 0) return { value: undefined, figures: {}, cases };
      return {
        value: rate(counts),
        figures: { edits: counts[0], 'reference-words': counts[1] },
        detail: { signature: signatureOf(settings, perCase) },
        cases,
      };
    },
  };
}

/** As sacreBLEU writes it. */
function signatureOf(settings: TerSettings, perCase: number | 'var'): string {
  return [
    `nrefs:${perCase}`,
    `case:${settings.caseSensitive ? 'mixed' : 'lc'}`,
    'tok:tercom',
    `norm:${answer(settings.normalized)}`,
    `punct:${answer(!settings.ignorePunctuation)}`,
    `asian:${answer(settings.asianSupport)}`,
  ].join('|');
}

function answer(is: boolean): string {
  return is ? 'yes' : 'no';
}
