import type { Metric } from './metric.ts';
import { reciprocalRank } from './ranking/rankFigures.ts';
import { optionalK, rankMetric } from './ranking/rankMetric.ts';

export const mrr: Metric<{ readonly k: number | undefined }> = rankMetric(
  {
    kind: 'mrr',
    title: 'Reciprocal rank',
    documentation:
      'For retrieval with one right answer: 1 / the place of the first relevant id, 0 without one; the mean over all cases is the MRR. ' +
      'Source: Voorhees 1999.',
  },
  optionalK,
  ({ gains }, k) => reciprocalRank(gains.slice(0, k)),
);
