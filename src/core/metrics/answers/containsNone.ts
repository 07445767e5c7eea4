import * as z from 'zod/mini';
import { quoteFound } from '../../documents/problems.ts';
import type { Metric } from '../metric.ts';
import { fold, references } from '../text.ts';
import { notApplicable, verdict } from '../verdict.ts';

interface Settings {
  readonly values?: readonly string[] | undefined;
  readonly column: string;
  readonly ignoreCase: boolean;
}

export const containsNone: Metric<Settings> = {
  kind: 'contains-none',
  title: 'Contains none',
  documentation:
    'Whether the reply contains none of `values`, or of the texts in the column `forbidden` where none are set. ' +
    'A cheap check for what must not be said: a competitor, a promise, a word that is out of style. ' +
    'It finds parts of words too, and no other spelling. Source: substring search, no formula.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['any', 'safety', 'chat'],
  settings: z.strictObject({
    values: z.optional(
      z
        .array(z.string().check(z.minLength(1)))
        .check(z.minLength(1), z.describe('The texts that must not be there.')),
    ),
    column: z.prefault(
      z
        .string()
        .check(
          z.minLength(1),
          z.describe('The column that holds them where `values` is left out.'),
        ),
      'forbidden',
    ),
    ignoreCase: z.prefault(
      z.boolean().check(z.describe('Upper and lower case are the same.')),
      true,
    ),
  }),
  measure({ reply, testCase }, { values, column, ignoreCase }) {
    const wanted = values ?? references(testCase.values[column]);
    const parts = wanted?.filter((part) => part !== '') ?? [];
    if (parts.length === 0) return notApplicable(`the case has no text in ${quoteFound(column)}`);
    const folded = fold(reply, { ignoreCase });
    const found = parts.filter((part) => folded.includes(fold(part, { ignoreCase })));
    const [first] = found;
    if (first === undefined) return verdict(true);
    return verdict(
      false,
      `contains ${found.length} of ${parts.length}, the first is ${quoteFound(first)}`,
    );
  },
};
