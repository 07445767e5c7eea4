import * as z from 'zod/mini';
import type { Metric, Preparation } from './metric.ts';
import { measurePrepared } from './prepared.ts';
import { verdict } from './verdict.ts';

interface Settings {
  readonly min: number;
  readonly max?: number | undefined;
  readonly by: 'words' | 'spaces';
}

export const wordCount: Metric<Settings> = {
  kind: 'word-count',
  title: 'Word count',
  documentation:
    'Whether the reply has at least `min` and at most `max` words. ' +
    'A word is what stands between white space and has a letter or digit, so "state-of-the-art" is one; in scripts without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) words are those of the Unicode segmentation. ' +
    'Counts headings, list items and code as well. Source: Unicode Standard Annex 29 for scripts without spaces.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['any', 'summarisation'],
  settings: z.strictObject({
    min: z.prefault(z.int().check(z.gte(0), z.describe('The fewest words that pass.')), 0),
    max: z.optional(z.int().check(z.gte(0), z.describe('The most words that pass.'))),
    by: z.prefault(
      z
        .enum(['words', 'spaces'])
        .check(z.describe('`spaces`: whatever stands between white space is a word.')),
      'words',
    ),
  }),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

function prepare({ min, max = Infinity, by }: Settings): Preparation {
  if (min > max) {
    return {
      faults: [
        {
          code: 'word-count-bounds',
          path: ['min'],
          message: `No reply has at least ${min} and at most ${max} words.`,
          next: 'Make `min` the smaller of the two.',
        },
      ],
    };
  }
  const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
  return {
    measure({ reply }) {
      const words = by === 'spaces' ? countRuns(reply) : countWords(reply, segmenter);
      return verdict(words >= min && words <= max, words === 1 ? '1 word' : `${words} words`);
    },
  };
}

function countRuns(text: string): number {
  return text.match(blackRun)?.length ?? 0;
}

/** As the metric's documentation says. */
export function countWords(text: string, segmenter: Intl.Segmenter): number {
  let words = 0;
  for (const [run] of text.matchAll(blackRun)) {
    if (unspaced.test(run)) words += segmentsOf(run, segmenter);
    else if (letterOrDigit.test(run)) words += 1;
  }
  return words;
}

function segmentsOf(run: string, segmenter: Intl.Segmenter): number {
  let words = 0;
  for (const segment of segmenter.segment(run)) if (segment.isWordLike === true) words += 1;
  return words;
}

const blackRun = /\S+/g;
const letterOrDigit = /[\p{L}\p{N}]/u;
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
