import type { Metric } from '../metric.ts';
import { scored } from '../verdict.ts';
import { sourceMetric, type SourceSettings } from './sourceMetric.ts';

export const compression: Metric<SourceSettings> = sourceMetric(
  {
    kind: 'compression',
    title: 'Compression',
    documentation:
      'For summaries: how many times longer the text in the column `source` is than the reply, in words. ' +
      'It only measures, and the largest value is not the best: a single word compresses most. ' +
      'A reply without words is not applicable. ' +
      'Source: Grusky, Naaman and Artzi 2018 (Newsroom); |source| / |reply|.',
    better: 'higher',
    range: [0, Infinity],
  },
  ({ source, reply }) => scored(source.length / reply.length),
);
