import * as z from 'zod/mini';
import type { CorpusAccumulator, Measured, Metric } from './metric.ts';
import { references } from './text.ts';
import { chrfCounts, chrfScore, type ChrfSettings } from './translation/chrfScore.ts';
import { countsStatistic, CountsSum } from './translation/corpusCounts.ts';
import { failed, noExpected } from './verdict.ts';

interface Settings extends ChrfSettings {
  readonly lowercase: boolean;
}

export const chrf: Metric<Settings> = {
  kind: 'chrf',
  title: 'chrF',
  documentation:
    'For translation: how many sequences of one to six characters the replies share with the expected texts, as an F-score that weighs recall more, counted over all cases together. ' +
    'A list of expected texts is several references, of which each case counts the nearest. ' +
    'It needs no tokenizer and so suits every script; with `wordOrder: 2` it is chrF++. ' +
    'The value of one case is its own chrF; blind to meaning, "not" is three characters. ' +
    'Source: Popović 2015 and 2017, as sacreBLEU 2.6.0 computes it.',
  level: 'corpus',
  better: 'higher',
  range: [0, 100],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['translation'],
  settings: z.strictObject({
    charOrder: z.prefault(
      z
        .int()
        .check(
          z.minimum(1),
          z.maximum(12),
          z.describe('The longest sequence of characters that counts.'),
        ),
      6,
    ),
    wordOrder: z.prefault(
      z
        .int()
        .check(
          z.minimum(0),
          z.maximum(6),
          z.describe('The longest sequence of words that counts: 0 for chrF, 2 for chrF++.'),
        ),
      0,
    ),
    beta: z.prefault(
      z
        .number()
        .check(
          z.positive(),
          z.maximum(100),
          z.describe('How many times recall counts as much as precision.'),
        ),
      2,
    ),
    lowercase: z.prefault(
      z.boolean().check(z.describe('Upper and lower case are the same.')),
      false,
    ),
    whitespace: z.prefault(
      z.boolean().check(z.describe('White space counts as characters.')),
      false,
    ),
    epsilonSmoothing: z.prefault(
      z
        .boolean()
        .check(z.describe('Orders that a text is too short for count as almost 0, as in NLTK.')),
      false,
    ),
  }),
  measure({ reply, expected }, settings): Measured {
    const texts = references(expected);
    if (texts === undefined) return noExpected;
    const longest = Math.max(reply.length, ...texts.map((text) => text.length));
    if (longest > mostCharacters) return failed(`${longest} characters are too many to compare`);
    const fold = (text: string): string => (settings.lowercase ? text.toLowerCase() : text);
    const counts = chrfCounts(fold(reply), texts.map(fold), settings);
    return {
      score: { outcome: 'scored', value: chrfScore(counts, settings) },
      statistic: countsStatistic(counts, texts.length),
    };
  },
  accumulate,
};

/** About half a second, and 200 MB of sequences. */
const mostCharacters = 200_000;

function accumulate(settings: Settings): CorpusAccumulator {
  const sum = new CountsSum();
  return {
    add: (statistic) => sum.add(statistic),
    sums: sum,
    result() {
      const { counts, cases, references: perCase } = sum.result();
      return {
        value: cases === 0 ? undefined : chrfScore(counts, settings),
        figures: {},
        ...(cases > 0 && { detail: { signature: signatureOf(settings, perCase) } }),
        cases,
      };
    },
  };
}

/** As sacreBLEU writes it, and beta, which it puts into the metric's name. */
function signatureOf(settings: Settings, perCase: number | 'var'): string {
  return [
    `nrefs:${perCase}`,
    `case:${settings.lowercase ? 'lc' : 'mixed'}`,
    `eff:${settings.epsilonSmoothing ? 'no' : 'yes'}`,
    `nc:${settings.charOrder}`,
    `nw:${settings.wordOrder}`,
    `space:${settings.whitespace ? 'yes' : 'no'}`,
    `beta:${settings.beta}`,
  ].join('|');
}
