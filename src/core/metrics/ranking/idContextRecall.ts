import type { Metric } from '../metric.ts';
import { recallAt } from './rankFigures.ts';
import { optionalK, rankMetric, type RankSettings } from './rankMetric.ts';

export const idContextRecall: Metric<RankSettings<number | undefined>> = rankMetric(
  {
    kind: 'id-context-recall',
    title: 'Context recall by id',
    documentation:
      'For retrieval: the share of all that is relevant that was retrieved, whatever its place. ' +
      'Source: relevant and retrieved / relevant, as Ragas computes it from ids.',
  },
  optionalK,
  (ranking, k = Infinity) => recallAt(ranking, k),
);
