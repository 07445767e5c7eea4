import * as z from 'zod/mini';
import type { Metric } from './metric.ts';
import { fold, references } from './text.ts';
import { noExpected, verdict } from './verdict.ts';

interface Settings {
  readonly ignoreCase: boolean;
  readonly trim: boolean;
  readonly ignorePunctuation: boolean;
}

export const exactMatch: Metric<Settings> = {
  kind: 'exact-match',
  title: 'Exact match',
  documentation:
    'Whether the reply is the expected text, white space around both aside; where the case expects a list, any entry will do. ' +
    'Texts are compared in Unicode normal form C. ' +
    'Right for closed answers and labels; misleads for free text, where a good answer in other words scores 0. ' +
    'Source: equality, no formula.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['classification', 'extraction', 'question-answering'],
  settings: z.strictObject({
    ignoreCase: z.prefault(
      z.boolean().check(z.describe('Upper and lower case are the same.')),
      false,
    ),
    trim: z.prefault(
      z.boolean().check(z.describe('White space at both ends does not count.')),
      true,
    ),
    ignorePunctuation: z.prefault(
      z
        .boolean()
        .check(z.describe('Punctuation does not count, and runs of white space are one space.')),
      false,
    ),
  }),
  measure({ reply, expected }, settings) {
    if (reply === expected) return verdict(true);
    const texts = references(expected);
    if (texts === undefined) return noExpected;
    const folded = fold(reply, settings);
    return verdict(texts.some((text) => fold(text, settings) === folded));
  },
};
