import type { Metric } from '../metric.ts';
import { hitAt } from './rankFigures.ts';
import { rankMetric, requiredK, type RankSettings } from './rankMetric.ts';

export const hitAtK: Metric<RankSettings<number>> = rankMetric(
  {
    kind: 'hit-at-k',
    title: 'Hit at k',
    documentation:
      'For retrieval: 1 where anything relevant stands among the first `k`, else 0; the mean over all cases is the hit rate. ' +
      'Source: Σ [a relevant one in the first k] / cases.',
  },
  requiredK,
  hitAt,
);
