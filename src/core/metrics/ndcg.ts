import type { Metric } from './metric.ts';
import { discountedGain } from './ranking/rankFigures.ts';
import { optionalK, rankMetric, type RankSettings } from './ranking/rankMetric.ts';

export const ndcg: Metric<RankSettings<number | undefined>> = rankMetric(
  {
    kind: 'ndcg',
    title: 'nDCG',
    documentation:
      'For retrieval with grades: what the ids are worth, less the further down they stand, as a share of the best possible order. ' +
      'Source: Järvelin and Kekäläinen 2002 with linear gain, as scikit-learn computes it.',
  },
  optionalK,
  (ranking, k) => discountedGain(ranking, k ?? Infinity),
);
