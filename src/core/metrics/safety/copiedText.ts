import * as z from 'zod/mini';
import { quoteFound } from '../../documents/problems.ts';
import type { Measured, Metric, Preparation } from '../metric.ts';
import { measurePrepared } from '../prepared.ts';
import { ngramsOf } from '../summary/ngrams.ts';
import { TokenIndex } from '../summary/tokenIndex.ts';
import { references } from '../text.ts';
import { tokensOf } from '../tokens.ts';
import { notApplicable, scored } from '../verdict.ts';

const figures = ['longest-run', 'containment'] as const;

interface Settings {
  readonly texts?: readonly string[] | undefined;
  readonly column: string;
  readonly figure: (typeof figures)[number];
  readonly n: number;
}

export const copiedText: Metric<Settings> = {
  kind: 'copied-text',
  title: 'Copied text',
  documentation:
    'How much of a protected text the reply repeats: `longest-run` is the largest number of words in a row that both have, `containment` the share of the runs of `n` words in the reply that are in one of the texts. ' +
    'The texts are `texts`, or those in the column `protected`. ' +
    'It only measures: set a `threshold`, such as 20 words, on the evaluator. ' +
    'Word for word only: a paraphrase or translation is not seen, and common phrases make short runs everywhere. ' +
    'Source: longest common run of tokens; n-gram containment, Broder 1997.',
  level: 'case',
  better: 'lower',
  range: [0, Infinity],
  needs: ['reply'],
  cost: 'free',
  useCases: ['safety'],
  settings: z.strictObject({
    texts: z.optional(
      z
        .array(z.string().check(z.minLength(1)))
        .check(z.minLength(1), z.describe('The protected texts.')),
    ),
    column: z.prefault(
      z
        .string()
        .check(z.minLength(1), z.describe('The column that holds them where `texts` is left out.')),
      'protected',
    ),
    figure: z.prefault(z.enum(figures).check(z.describe('What is measured.')), 'longest-run'),
    n: z.prefault(
      z
        .int()
        .check(
          z.minimum(1),
          z.maximum(50),
          z.describe('How many words make a run, for `containment`.'),
        ),
      5,
    ),
  }),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

function prepare({ texts, column, figure, n }: Settings): Preparation {
  const compare = (protectedTexts: readonly string[]): ((reply: string) => Measured) =>
    figure === 'longest-run' ? longestRun(protectedTexts) : containment(protectedTexts, n);
  const fixed = texts === undefined ? undefined : compare(texts);
  return {
    measure({ reply, testCase }) {
      if (fixed !== undefined) return fixed(reply);
      const own = references(testCase.values[column])?.filter((text) => text.trim() !== '') ?? [];
      if (own.length > 0) return compare(own)(reply);
      return notApplicable(`the case has no text in ${quoteFound(column)}`);
    },
  };
}

function longestRun(texts: readonly string[]): (reply: string) => Measured {
  const indices = texts.map((text) => new TokenIndex(tokensOf(text)));
  return (reply) => {
    const tokens = tokensOf(reply);
    let best = { start: 0, length: 0 };
    for (const index of indices) {
      const run = index.longestRun(tokens);
      if (run.length > best.length) best = run;
    }
    if (best.length === 0) return scored(0);
    const run = tokens.slice(best.start, best.start + best.length).join(' ');
    return scored(best.length, { why: `the longest is ${quoteFound(run)}` });
  };
}

function containment(texts: readonly string[], n: number): (reply: string) => Measured {
  const known = new Set(texts.flatMap((text) => ngramsOf(tokensOf(text), n)));
  return (reply) => {
    const runs = ngramsOf(tokensOf(reply), n);
    if (runs.length === 0) return notApplicable(`the reply has fewer than ${n} words`);
    return scored(runs.filter((run) => known.has(run)).length / runs.length);
  };
}
