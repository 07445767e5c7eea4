import type { Metric } from './metric.ts';
import { recallAt } from './ranking/rankFigures.ts';
import { rankMetric, requiredK, type RankSettings } from './ranking/rankMetric.ts';

export const recallAtK: Metric<RankSettings<number>> = rankMetric(
  {
    kind: 'recall-at-k',
    title: 'Recall at k',
    documentation:
      'For retrieval: the share of all relevant ids that stand among the first `k`, so that below 1 something was missed; with more relevant ids than `k` it cannot reach 1. ' +
      'Source: relevant in the first k / relevant.',
  },
  requiredK,
  recallAt,
);
