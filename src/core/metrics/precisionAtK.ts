import type { Metric } from './metric.ts';
import { precisionAt } from './ranking/rankFigures.ts';
import { rankMetric, requiredK, type RankSettings } from './ranking/rankMetric.ts';

export const precisionAtK: Metric<RankSettings<number>> = rankMetric(
  {
    kind: 'precision-at-k',
    title: 'Precision at k',
    documentation:
      'For retrieval: the share of relevant ids among the first `k`; a shorter list counts as filled up with misses, and with fewer relevant ids than `k` it cannot reach 1. ' +
      'Source: relevant in the first k / k.',
  },
  requiredK,
  precisionAt,
);
