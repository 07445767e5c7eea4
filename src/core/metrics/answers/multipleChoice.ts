import * as z from 'zod/mini';
import { quoteFound } from '../../documents/problems.ts';
import { confusion } from '../confusion.ts';
import type { Measured, Metric } from '../metric.ts';
import { fold, references } from '../text.ts';
import { failed, noExpected } from '../verdict.ts';
import { choiceLetter } from './choiceLetter.ts';

interface Settings {
  readonly letters: string;
  readonly options?: string | undefined;
}

export const multipleChoice: Metric<Settings> = {
  kind: 'multiple-choice',
  title: 'Multiple choice',
  documentation:
    'For questions with lettered options: reads the letter that the reply chooses, from `B`, `(B)`, `The answer is B`, `\\boxed{B}`, a reply that begins `B) …` or one that has a single letter standing alone, and compares it with the expected one. ' +
    'With `options`, a column with the list of option texts, a reply that holds exactly one of them is read as well, and the case may expect a text. ' +
    'A reply from which no letter can be read is *invalid*: it scores 0, says so, and is counted apart, so that a format the model does not keep is not taken for wrong answers. ' +
    'Over all cases it gives accuracy, the invalid rate and figures for each letter. ' +
    'Source: accuracy; right / cases.',
  level: 'corpus',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['question-answering'],
  settings: z.strictObject({
    letters: z.prefault(
      z
        .string()
        .check(
          z.regex(/^(?:([A-Z])(?!.*\1)){2,26}$/),
          z.describe('The letters of the options, upper case, each once.'),
        ),
      'ABCD',
    ),
    options: z.optional(
      z
        .string()
        .check(z.minLength(1), z.describe('The column that holds the list of option texts.')),
    ),
  }),
  measure({ reply, expected, testCase }, { letters, options }): Measured {
    const [named] = references(expected) ?? [];
    if (named === undefined) return noExpected;
    const texts = options === undefined ? [] : (references(testCase.values[options]) ?? []);
    const right = expectedLetter(named, letters, texts);
    if (right === undefined) {
      return failed(`the expected value ${quoteFound(named)} is none of the letters ${letters}`);
    }
    const chosen = choiceLetter(reply, letters) ?? letterOfText(reply, letters, texts);
    const pass = chosen === right;
    const why = chosen === undefined ? 'invalid: no letter can be read' : `read ${chosen}`;
    return {
      score: { outcome: 'scored', value: pass ? 1 : 0, pass, ...(!pass && { why }) },
      statistic: { expected: right, predicted: chosen ?? null },
    };
  },
  accumulate: ({ letters }) => confusion(Array.from(letters), false),
};

const folding = { ignoreCase: true, ignorePunctuation: true, trim: true };

function expectedLetter(
  named: string,
  letters: string,
  texts: readonly string[],
): string | undefined {
  const folded = fold(named, folding);
  const place = texts.findIndex((text) => fold(text, folding) === folded);
  const ofText = place < 0 ? undefined : letters[place];
  return ofText ?? choiceLetter(named, letters);
}

/** The letter of the only option whose text the reply holds. */
function letterOfText(
  reply: string,
  letters: string,
  texts: readonly string[],
): string | undefined {
  const folded = fold(reply, folding);
  const found = texts.flatMap((text, place) => {
    const part = fold(text, folding);
    return part !== '' && folded.includes(part) ? [place] : [];
  });
  const [place] = found;
  return found.length === 1 && place !== undefined ? letters[place] : undefined;
}
