import * as z from 'zod/mini';
import { quoteFound } from '../../documents/problems.ts';
import { chunksOf } from '../context.ts';
import type { Metric } from '../metric.ts';
import { notApplicable, scored } from '../verdict.ts';
import { foldQuote, partsOfQuote, quotesIn } from './quotes.ts';

interface Settings {
  readonly context: string;
  readonly minWords: number;
}

export const quotedSpans: Metric<Settings> = {
  kind: 'quoted-spans',
  title: 'Quotes that are in the context',
  documentation:
    'For answers that quote: the share of the texts in quotation marks that stand word for word in one chunk of the context; it passes with all of them. ' +
    'Case, white space and the shapes of quotation marks and dashes do not count, and a quote with "…" in it is found where all its parts are. ' +
    'A cheap guard against invented quotes, and only that: a reply that quotes nothing is not applicable, and a title in quotation marks is taken for a quote unless it is shorter than `minWords`. ' +
    'Source: quotes found / quotes, after quoted spans in Ragas.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'values'],
  cost: 'free',
  useCases: ['retrieval', 'question-answering', 'summarisation'],
  settings: z.strictObject({
    context: z.prefault(
      z.string().check(z.minLength(1), z.describe('The column that holds the retrieved chunks.')),
      'context',
    ),
    minWords: z.prefault(
      z.int().check(z.minimum(1), z.describe('Shorter texts in quotation marks do not count.')),
      3,
    ),
  }),
  measure({ reply, testCase }, { context, minWords }) {
    const chunks = chunksOf(testCase.values, context);
    if (chunks === undefined) {
      return notApplicable(`the case has no chunks in ${quoteFound(context)}`);
    }
    const quotes = quotesIn(reply, minWords).filter((one) => partsOfQuote(one).length > 0);
    if (quotes.length === 0) return notApplicable('the reply quotes nothing');
    const texts = chunks.map(({ text }) => foldQuote(text));
    const lacking = quotes.filter((quote) => {
      const parts = partsOfQuote(quote);
      return !texts.some((text) => parts.every((part) => text.includes(part)));
    });
    const [first] = lacking;
    if (first === undefined) return scored(1, { pass: true });
    const why = `${lacking.length} of ${quotes.length} not found, the first is ${quoteFound(first)}`;
    return scored((quotes.length - lacking.length) / quotes.length, { pass: false, why });
  },
};
