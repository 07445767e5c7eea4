import type { Metric } from './metric.ts';
import { averagePrecision } from './ranking/rankFigures.ts';
import { optionalK, rankMetric, type RankSettings } from './ranking/rankMetric.ts';

export const map: Metric<RankSettings<number | undefined>> = rankMetric(
  {
    kind: 'map',
    title: 'Average precision',
    documentation:
      'For retrieval: the mean of the precision at each relevant id, 0 for those that are missing, so that relevant ids far down count less; the mean over all cases is the MAP. ' +
      'Source: Σ precision at each relevant place / relevant, as trec_eval and scikit-learn compute it.',
  },
  optionalK,
  averagePrecision,
);
