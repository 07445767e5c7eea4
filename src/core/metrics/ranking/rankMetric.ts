import * as z from 'zod/mini';
import type { Metric } from '../metric.ts';
import { notApplicable } from '../verdict.ts';
import { gainsOf, gradesOf, rankedIds } from './rankedIds.ts';

/** What a figure of a ranking looks at. */
interface Ranking {
  /** The grade at each place of the reply, 0 for a miss. */
  readonly gains: readonly number[];
  /** Of all relevant ids. */
  readonly grades: readonly number[];
}

type Text = Pick<Metric, 'kind' | 'title' | 'documentation'>;

const listText =
  'The reply is a JSON list of ids, or an id a line, best first; a repeated id is a miss the second time. ' +
  'The case expects the relevant ids, as a list or as a map of ids to grades above 0; with none it is not applicable. ';

/** A metric of rankings: what all of them share. `k` is how many places count. */
export function rankMetric<K extends number | undefined>(
  { kind, title, documentation }: Text,
  k: z.ZodMiniType<K>,
  figure: (ranking: Ranking, k: K) => number,
): Metric<{ readonly k: K }> {
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
    useCases: ['retrieval', 'ranking'],
    settings: z.strictObject({ k }),
    measure({ reply, expected }, settings) {
      const grades = gradesOf(expected);
      if (grades === undefined) return notApplicable('the case names no relevant id');
      const ranking = { gains: gainsOf(rankedIds(reply), grades), grades: [...grades.values()] };
      return { score: { outcome: 'scored', value: figure(ranking, settings.k) } };
    },
  };
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
