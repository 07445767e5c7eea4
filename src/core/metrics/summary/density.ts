import type { Metric } from '../metric.ts';
import { scored } from '../verdict.ts';
import { fragmentLengths } from './fragments.ts';
import { sourceMetric, type SourceSettings } from './sourceMetric.ts';

export const density: Metric<SourceSettings> = sourceMetric(
  {
    kind: 'density',
    title: 'Extractive density',
    documentation:
      'For summaries: how long the pieces are that the reply takes word for word from the text in the column `source`; the mean length of the piece that a word stands in. ' +
      'A reply in own words is near 1 or below, one that copies sentences is at 10 and more. ' +
      'It only measures; whether copying is bad depends on the task. ' +
      'Source: Grusky, Naaman and Artzi 2018 (Newsroom); Σ |fragment|² / |reply|.',
    better: 'lower',
    range: [0, Infinity],
  },
  ({ source, reply }) => {
    const lengths = fragmentLengths(source, reply);
    return scored(lengths.reduce((sum, length) => sum + length * length, 0) / reply.length);
  },
);
