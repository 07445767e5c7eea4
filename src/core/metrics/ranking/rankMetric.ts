import * as z from 'zod/mini';
import { quoteFound } from '../../documents/problems.ts';
import type { Chunk } from '../context.ts';
import { chunksOf, listIn } from '../context.ts';
import type { Evidence, Metric } from '../metric.ts';
import { notApplicable, scored } from '../verdict.ts';
import { foundSpans, goldSpans, overlapKinds, type Overlap } from './goldSpans.ts';
import type { Ranking } from './rankFigures.ts';
import { gainsOf, gradesOf, rankedIds, rankedSpans } from './rankedIds.ts';

type Text = Pick<Metric, 'kind' | 'title' | 'documentation'>;

/** Where a ranking and its gold come from. */
interface Sources extends Overlap {
  readonly context?: string | undefined;
  readonly gold?: string | undefined;
}

export type RankSettings<K> = Sources & { readonly k: K };

const listText =
  'The reply is the ranking, a JSON list of ids or an id a line, best first, or with `context` the chunks in that column are; what is found a second time is a miss. ' +
  "The relevant ids are a list, or a map of ids to grades above 0, in the case's expected value or the column `gold`; with none it is not applicable. " +
  'Where they are spans, `{docId, start, end}`, a chunk with such places finds every span that it overlaps enough, so that gold survives another way of chunking. ';

/** A metric of rankings: what all of them share. `k` is how many places count. */
export function rankMetric<K extends number | undefined>(
  { kind, title, documentation }: Text,
  k: z.ZodMiniType<K>,
  figure: (ranking: Ranking, k: K) => number,
): Metric<RankSettings<K>> {
  const [what = '', source = ''] = documentation.split('Source: ');
  return {
    kind,
    title,
    documentation: `${what}${listText}Source: ${source}`,
    level: 'case',
    better: 'higher',
    range: [0, 1],
    needs: ['reply', 'expected'],
    cost: 'free',
    useCases: ['retrieval'],
    settings: z.strictObject({
      k,
      context: z.optional(
        column('The column that holds the retrieved chunks. Left out: the reply is the ranking.'),
      ),
      gold: z.optional(
        column(
          "The column that holds the relevant ids or spans. Left out: the case's expected value.",
        ),
      ),
      overlap: z.prefault(
        z
          .enum(overlapKinds)
          .check(
            z.describe(
              'For spans: `coverage` is the shared part of the shorter of chunk and gold, `iou` of what both cover together.',
            ),
          ),
        'coverage',
      ),
      atLeast: z.prefault(
        z.number().check(z.gt(0), z.lte(1), z.describe('For spans: the overlap that is enough.')),
        0.5,
      ),
    }),
    measure(evidence, settings) {
      const ranking = rankingOf(evidence, settings);
      if (typeof ranking === 'string') return notApplicable(ranking);
      return scored(figure(ranking, settings.k));
    },
  };
}

function column(description: string): z.ZodMiniType<string> {
  return z.string().check(z.minLength(1), z.describe(description));
}

/** Why there is none, or the ranking. */
function rankingOf({ reply, expected, testCase }: Evidence, settings: Sources): Ranking | string {
  const { context, gold } = settings;
  const wanted = listIn(gold === undefined ? expected : testCase.values[gold]);
  const chunks = context === undefined ? undefined : chunksOf(testCase.values, context);
  if (context !== undefined && chunks === undefined) {
    return `the case has no chunks in ${quoteFound(context)}`;
  }
  const spans = goldSpans(wanted);
  if (spans !== undefined) {
    const ranked = chunks?.map(({ span }) => span) ?? rankedSpans(reply);
    const gains = foundSpans(ranked, spans, settings).map((found) => ones(found));
    return { gains, grades: ones(spans.length) };
  }
  const grades = gradesOf(wanted);
  if (grades === undefined) return 'the case names no relevant id';
  const ids = chunks?.map(({ id }: Chunk) => id) ?? rankedIds(reply);
  return { gains: gainsOf(ids, grades), grades: [...grades.values()] };
}

function ones(count: number): readonly number[] {
  return Array.from({ length: count }, () => 1);
}

/** For figures that need a number of places. */
export const requiredK: z.ZodMiniType<number> = z.prefault(
  z.int().check(z.minimum(1), z.maximum(10_000), z.describe('How many places from the top count.')),
  10,
);

/** For figures that also make sense over the whole list. */
export const optionalK: z.ZodMiniType<number | undefined> = z.optional(
  z
    .int()
    .check(
      z.minimum(1),
      z.maximum(10_000),
      z.describe('How many places from the top count. Left out: all.'),
    ),
);
