import * as z from 'zod/mini';
import type { Evidence, Measure, Metric, Preparation } from '../metric.ts';
import { measurePrepared } from '../prepared.ts';
import { notApplicable, verdict } from '../verdict.ts';
import { countWords } from '../wordCount.ts';

const units = ['words', 'characters', 'sentences', 'tokens'] as const;

interface Settings {
  readonly unit: (typeof units)[number];
  readonly min: number;
  readonly max?: number | undefined;
}

export const lengthLimit: Metric<Settings> = {
  kind: 'length-limit',
  title: 'Length limit',
  documentation:
    'Whether the reply has at least `min` and at most `max` words, characters, sentences or tokens. ' +
    'Characters are what a reader takes for one, white space at both ends aside; sentences are those of the Unicode segmentation, which ends one behind "Dr."; words are those of `word-count`. ' +
    'Tokens are what the service counted for the reply, reasoning included, or an estimate where it gave no count. ' +
    'Source: Unicode Standard Annex 29.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['any', 'summarisation', 'chat'],
  settings: z.strictObject({
    unit: z.prefault(z.enum(units).check(z.describe('What is counted.')), 'words'),
    min: z.prefault(z.int().check(z.gte(0), z.describe('The fewest that pass.')), 0),
    max: z.optional(z.int().check(z.gte(0), z.describe('The most that pass.'))),
  }),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

function prepare({ unit, min, max = Infinity }: Settings): Preparation {
  if (min > max) {
    const message = `No reply has at least ${min} and at most ${max} ${unit}.`;
    const next = 'Make `min` the smaller of the two.';
    return { faults: [{ code: 'length-limit-bounds', path: ['min'], message, next }] };
  }
  const count = counterOf(unit);
  const measure: Measure = (evidence) => {
    const length = count(evidence);
    if (length === undefined) return notApplicable('the tokens of the reply were not counted');
    const what = length === 1 ? unit.slice(0, -1) : unit;
    return verdict(length >= min && length <= max, `${length} ${what}`);
  };
  return { measure };
}

function counterOf(unit: Settings['unit']): (evidence: Evidence) => number | undefined {
  if (unit === 'tokens') return ({ usage }) => usage?.outputTokens;
  const granularity = unit === 'characters' ? 'grapheme' : unit === 'words' ? 'word' : 'sentence';
  const segmenter = new Intl.Segmenter('und', { granularity });
  if (unit === 'words') return ({ reply }) => countWords(reply, segmenter);
  return ({ reply }) => {
    let count = 0;
    for (const { segment } of segmenter.segment(reply.trim())) {
      if (unit === 'characters' || letterOrDigit.test(segment)) count += 1;
    }
    return count;
  };
}

const letterOrDigit = /[\p{L}\p{N}]/u;
