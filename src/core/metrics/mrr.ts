import type { Metric } from './metric.ts';
import { reciprocalRank } from './ranking/rankFigures.ts';
import { optionalK, rankMetric, type RankSettings } from './ranking/rankMetric.ts';

export const mrr: Metric<RankSettings<number | undefined>> = rankMetric(
  {
    kind: 'mrr',
    title: 'Reciprocal rank',
    documentation:
      'For retrieval with one right answer: 1 / the place of the first relevant id, 0 without one; the mean over all cases is the MRR. ' +
      'Source: Voorhees 1999.',
  },
  optionalK,
  ({ gains, grades }, k) => reciprocalRank({ gains: gains.slice(0, k), grades }),
);
