import * as z from 'zod/mini';
import type { Measured, Metric } from './metric.ts';
import { type Overlap, rougeL, rougeLsum, rougeN, TokenNumbers } from './summary/rougeScore.ts';
import { type RougeTokens, rougeTokenKinds, rougeTokens } from './summary/rougeTokens.ts';
import { references } from './text.ts';
import { failed, noExpected, notApplicable } from './verdict.ts';

const variants = ['rouge-1', 'rouge-2', 'rouge-l', 'rouge-lsum'] as const;
const figures = ['f1', 'precision', 'recall'] as const;

interface Settings extends RougeTokens {
  readonly variant: (typeof variants)[number];
  readonly figure: (typeof figures)[number];
}

export const rouge: Metric<Settings> = {
  kind: 'rouge',
  title: 'ROUGE',
  documentation:
    'For summaries: how many words (`rouge-1`), pairs of words (`rouge-2`) or words in the same order (`rouge-l`, and `rouge-lsum` for texts with one sentence a line) the reply shares with the expected text; of several, the one with the best F1. ' +
    'It counts words, not facts: a summary in other words scores low, and one that copies scores high. ' +
    'The reference implementation sees only a to z and 0 to 9, so for other scripts set `tokens: words`, or `characters` where words are not set apart. ' +
    'Where the expected text has no such word at all it is not applicable. ' +
    'Source: Lin 2004, as rouge-score 0.1.2 computes it with `tokens: ascii`.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['summarisation'],
  settings: z.strictObject({
    variant: z.prefault(z.enum(variants).check(z.describe('What is counted.')), 'rouge-l'),
    figure: z.prefault(
      z
        .enum(figures)
        .check(
          z.describe(
            'Precision is the share of the reply, recall of the expected text, F1 their harmonic mean.',
          ),
        ),
      'f1',
    ),
    stem: z.prefault(
      z.boolean().check(z.describe('English endings do not count (Porter, as in NLTK).')),
      false,
    ),
    tokens: z.prefault(
      z
        .enum(rougeTokenKinds)
        .check(
          z.describe(
            '`ascii`: runs of a to z and 0 to 9; `words`: runs of letters and digits of any script; `characters`: each of those alone.',
          ),
        ),
      'ascii',
    ),
  }),
  measure({ reply, expected }, settings): Measured {
    const texts = references(expected);
    if (texts === undefined) return noExpected;
    const numbers = new TokenNumbers();
    const read = (text: string): readonly Int32Array[] =>
      partsOf(text, settings).map((part) => numbers.of(rougeTokens(part, settings)));
    const ours = read(reply);
    let best: Overlap | undefined;
    for (const text of texts) {
      const theirs = read(text);
      if (size(theirs) === 0) continue;
      const found = compare(theirs, ours, settings);
      if (found === undefined) return failed('the texts are too long to compare');
      if (best === undefined || found.f1 > best.f1) best = found;
    }
    return best === undefined ? noToken : scored(best[settings.figure]);
  },
};

const noToken = notApplicable('the expected text has none of the tokens that this ROUGE counts');

function scored(value: number): Measured {
  return { score: { outcome: 'scored', value } };
}

function partsOf(text: string, { variant }: Settings): readonly string[] {
  return variant === 'rouge-lsum' ? text.split('\n') : [text];
}

/** `undefined` where the texts are too long. */
function compare(
  theirs: readonly Int32Array[],
  ours: readonly Int32Array[],
  { variant }: Settings,
): Overlap | undefined {
  const cells = size(theirs) * size(ours);
  if (variant === 'rouge-lsum') return cells > mostCells ? undefined : rougeLsum(theirs, ours);
  const [reference = none] = theirs;
  const [reply = none] = ours;
  if (variant === 'rouge-l') return cells > 32 * mostCells ? undefined : rougeL(reference, reply);
  return rougeN(reference, reply, variant === 'rouge-1' ? 1 : 2);
}

const none = new Int32Array();

function size(parts: readonly Int32Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** Two texts of 10,000 words: about half a second. */
const mostCells = 1e8;
