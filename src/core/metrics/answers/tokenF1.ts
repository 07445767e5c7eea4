import * as z from 'zod/mini';
import type { Metric } from '../metric.ts';
import { references } from '../text.ts';
import { bagOf, f1Of, sharedOf } from '../tokens.ts';
import { noExpected, scored } from '../verdict.ts';
import { squadTokens } from './squadTokens.ts';

interface Settings {
  readonly ignoreArticles: boolean;
}

export const tokenF1: Metric<Settings> = {
  kind: 'token-f1',
  title: 'Token F1',
  documentation:
    'For short answers: the harmonic mean of the share of the words of the reply that are expected and the share of expected words that are in the reply; the best of several expected texts. ' +
    'Words are compared in lower case, without punctuation and English articles; in scripts without spaces each character counts. ' +
    'An expected text without words (`""`) says that no answer is right, and only a reply without words scores 1. ' +
    'It gives partial credit, and does not see word order or negation. ' +
    'Source: Rajpurkar 2016, as the evaluation script of SQuAD 2.0 computes it.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['question-answering', 'retrieval'],
  settings: z.strictObject({
    ignoreArticles: z.prefault(
      z.boolean().check(z.describe('The words a, an and the do not count.')),
      true,
    ),
  }),
  measure({ reply, expected }, { ignoreArticles }) {
    const texts = references(expected);
    if (texts === undefined) return noExpected;
    const ours = squadTokens(reply, ignoreArticles);
    const ourBag = bagOf(ours);
    let best = 0;
    for (const text of texts) {
      const theirs = squadTokens(text, ignoreArticles);
      best = Math.max(best, f1Of(sharedOf(bagOf(theirs), ourBag), ours.length, theirs.length));
    }
    return scored(best);
  },
};
