import * as z from 'zod/mini';
import type { Measured, Metric } from '../metric.ts';
import { ngramsOf } from '../summary/ngrams.ts';
import { references } from '../text.ts';
import { noExpected, notApplicable } from '../verdict.ts';

interface Settings {
  readonly lowercase: boolean;
}

const longest = 4;

export const gleu: Metric<Settings> = {
  kind: 'gleu',
  title: 'GLEU',
  documentation:
    'For single sentences, where BLEU is made for many: the sequences of one to four words that reply and expected text share, as a share of those of whichever has more; the best of several expected texts. ' +
    'A word is what stands between white space. ' +
    'Counts words and not meaning: the same said in other words scores low. Source: Wu et al. 2016 (GLEU); min(precision, recall) over n-grams of 1 to 4.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['translation'],
  settings: z.strictObject({
    lowercase: z.prefault(
      z.boolean().check(z.describe('Upper and lower case are the same.')),
      true,
    ),
  }),
  measure({ reply, expected }, { lowercase }): Measured {
    const texts = references(expected);
    if (texts === undefined) return noExpected;
    const runsOf = (text: string): readonly string[] =>
      allRuns(lowercase ? text.toLowerCase() : text);
    const ours = runsOf(reply);
    const values = texts.flatMap((text) => {
      const theirs = runsOf(text);
      return theirs.length === 0
        ? []
        : [shared(ours, theirs) / Math.max(ours.length, theirs.length)];
    });
    if (values.length === 0) return notApplicable('the expected text has no word');
    return { score: { outcome: 'scored', value: Math.max(...values) } };
  },
};

function allRuns(text: string): readonly string[] {
  const words = text.match(/\S+/g) ?? [];
  return Array.from({ length: longest }, (_, at) => ngramsOf(words, at + 1)).flat();
}

/** Each run counts as often as both have it. */
function shared(ours: readonly string[], theirs: readonly string[]): number {
  const left = new Map<string, number>();
  for (const run of theirs) left.set(run, (left.get(run) ?? 0) + 1);
  let count = 0;
  for (const run of ours) {
    const rest = left.get(run) ?? 0;
    if (rest === 0) continue;
    left.set(run, rest - 1);
    count += 1;
  }
  return count;
}
