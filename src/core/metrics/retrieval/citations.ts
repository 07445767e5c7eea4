import * as z from 'zod/mini';
import { quoteFound } from '../../documents/problems.ts';
import { chunksOf, listIn } from '../context.ts';
import type { Measured, Metric } from '../metric.ts';
import { gradesOf } from '../ranking/rankedIds.ts';
import { f1Of } from '../tokens.ts';
import { notApplicable, scored } from '../verdict.ts';
import { citedIds } from './citedIds.ts';

const figures = ['valid', 'precision', 'recall', 'f1'] as const;

interface Settings {
  readonly figure: (typeof figures)[number];
  readonly context: string;
  readonly gold?: string | undefined;
  readonly required: boolean;
}

export const citations: Metric<Settings> = {
  kind: 'citations',
  title: 'Citations',
  documentation:
    'For answers that cite their sources in brackets, `[1]`, `[doc-3; doc-7]`, `[1-3]`: `valid` is the share of cited ids that were retrieved at all, and passes with all of them; `precision` and `recall` compare the cited ids with the relevant ones in the column `gold`, `f1` joins the two. ' +
    'Chunks without an id have their place in the list, from 1. ' +
    'A reply that cites nothing is not applicable for `valid` and `precision`, unless citations are `required`. ' +
    'It does not see whether the cited chunk says what the reply says: `quoted-spans` and judges do. ' +
    'Source: cited and retrieved / cited; cited and relevant / cited, or / relevant.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'values'],
  cost: 'free',
  useCases: ['retrieval', 'question-answering'],
  settings: z.strictObject({
    figure: z.prefault(z.enum(figures).check(z.describe('What is measured.')), 'valid'),
    context: z.prefault(
      z.string().check(z.minLength(1), z.describe('The column that holds the retrieved chunks.')),
      'context',
    ),
    gold: z.optional(
      z
        .string()
        .check(
          z.minLength(1),
          z.describe(
            "The column that holds the relevant ids. Left out: the case's expected value.",
          ),
        ),
    ),
    required: z.prefault(
      z.boolean().check(z.describe('A reply that cites nothing scores 0.')),
      false,
    ),
  }),
  measure({ reply, expected, testCase }, { figure, context, gold, required }): Measured {
    const chunks = chunksOf(testCase.values, context);
    if (chunks === undefined) {
      return notApplicable(`the case has no chunks in ${quoteFound(context)}`);
    }
    const retrieved = new Set(chunks.map(({ id }) => id));
    const wanted = listIn(gold === undefined ? expected : testCase.values[gold]);
    const relevant = figure === 'valid' ? undefined : gradesOf(wanted);
    if (figure !== 'valid' && relevant === undefined) {
      return notApplicable('the case names no relevant id');
    }
    const cited = citedIds(reply, retrieved);
    if (cited.length === 0) {
      if (required || figure === 'recall' || figure === 'f1') {
        return scored(0, { pass: false, why: 'the reply cites nothing' });
      }
      return notApplicable('the reply cites nothing');
    }
    if (relevant === undefined) return validity(cited, retrieved);
    const right = cited.filter((id) => relevant.has(id)).length;
    if (figure === 'precision') return scored(right / cited.length);
    if (figure === 'recall') return scored(right / relevant.size);
    return scored(f1Of(right, cited.length, relevant.size));
  },
};

function validity(cited: readonly string[], retrieved: ReadonlySet<string>): Measured {
  const invented = cited.filter((id) => !retrieved.has(id));
  const [first] = invented;
  if (first === undefined) return scored(1, { pass: true });
  return scored((cited.length - invented.length) / cited.length, {
    pass: false,
    why: `cites ${quoteFound(first)}, which was not retrieved`,
  });
}
