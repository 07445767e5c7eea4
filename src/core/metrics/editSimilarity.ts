import { distance } from 'fastest-levenshtein';
import * as z from 'zod/mini';
import type { Metric } from './metric.ts';
import { fold, references } from './text.ts';
import { failed, noExpected, scored } from './verdict.ts';

interface Settings {
  readonly ignoreCase: boolean;
  readonly trim: boolean;
  readonly maxDistance?: number | undefined;
}

export const editSimilarity: Metric<Settings> = {
  kind: 'edit-similarity',
  title: 'Edit similarity',
  documentation:
    'How alike reply and expected text are as characters: 1 − Levenshtein distance / length of the longer, counted in code points; the best of several expected texts. ' +
    'It only measures: set `maxDistance`, or `threshold` on the evaluator, to make it pass or fail. ' +
    'Good for small deviations in wording or spelling; not semantic, "is" and "is not" are nearly the same. Source: Levenshtein 1966.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['question-answering', 'extraction', 'translation'],
  settings: z.strictObject({
    ignoreCase: z.prefault(
      z.boolean().check(z.describe('Upper and lower case are the same.')),
      false,
    ),
    trim: z.prefault(
      z.boolean().check(z.describe('White space at both ends does not count.')),
      true,
    ),
    maxDistance: z.optional(
      z
        .number()
        .check(
          z.gte(0),
          z.describe('The most characters that may be put in, left out or changed.'),
        ),
    ),
  }),
  measure({ reply, expected }, settings) {
    const texts = references(expected);
    if (texts === undefined) return noExpected;
    const folded = fold(reply, settings);
    let value = 0;
    let edits = Infinity;
    for (const text of texts) {
      const other = fold(text, settings);
      const found = textSimilarity(folded, other);
      if (found === undefined) {
        return failed(`${folded.length} and ${other.length} characters are too long to compare`);
      }
      value = Math.max(value, found);
      edits = Math.min(edits, Math.round((1 - found) * Math.max(points(folded), points(other))));
    }
    const { maxDistance } = settings;
    if (maxDistance === undefined) return { score: { outcome: 'scored', value } };
    return scored(value, { pass: edits <= maxDistance, why: `${edits} edits` });
  },
};

function points(text: string): number {
  return surrogate.test(text) ? Array.from(text).length : text.length;
}

/** Two texts of 45,000 characters: about half a second. */
const largestProduct = 2e9;

/** 1 − edit distance / length of the longer, in code points. `undefined` where they are too long to compare. */
export function textSimilarity(left: string, right: string): number | undefined {
  if (left === right) return 1;
  if (left.length * right.length > largestProduct) return undefined;
  const [a, b] =
    surrogate.test(left) || surrogate.test(right) ? narrow(left, right) : [left, right];
  return 1 - distance(a, b) / Math.max(a.length, b.length);
}

const surrogate = /[\uD800-\uDFFF]/;

/** Renames code points, alike in both texts, so that each is one UTF-16 unit. No text has 65,536 different ones. */
function narrow(left: string, right: string): readonly [string, string] {
  const names = new Map<string, string>();
  const rename = (text: string): string => {
    let renamed = '';
    for (const point of text) {
      let name = names.get(point);
      if (name === undefined) {
        name = String.fromCharCode(names.size);
        names.set(point, name);
      }
      renamed += name;
    }
    return renamed;
  };
  return [rename(left), rename(right)];
}
