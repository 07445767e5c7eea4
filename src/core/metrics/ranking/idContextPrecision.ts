import type { Metric } from '../metric.ts';
import { precisionAt } from './rankFigures.ts';
import { optionalK, rankMetric, type RankSettings } from './rankMetric.ts';

export const idContextPrecision: Metric<RankSettings<number | undefined>> = rankMetric(
  {
    kind: 'id-context-precision',
    title: 'Context precision by id',
    documentation:
      'For retrieval: the share of what was retrieved that is relevant, whatever its place; 0 where nothing was retrieved. ' +
      'Source: relevant and retrieved / retrieved, as Ragas computes it from ids.',
  },
  optionalK,
  (ranking, k = Infinity) => precisionAt(ranking, Math.max(1, Math.min(k, ranking.gains.length))),
);
