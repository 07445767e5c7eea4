import type { Metric } from '../metric.ts';
import { scored } from '../verdict.ts';
import { fragmentLengths } from './fragments.ts';
import { sourceMetric, type SourceSettings } from './sourceMetric.ts';

export const coverage: Metric<SourceSettings> = sourceMetric(
  {
    kind: 'coverage',
    title: 'Extractive coverage',
    documentation:
      'For summaries: the share of the words of the reply that are taken from the text in the column `source`, in whatever pieces. ' +
      'A low value hints at words that came from elsewhere, and so at invention or at free wording; a copy scores 1. ' +
      'Words are compared as written, so in languages with many endings it is lower. ' +
      'Source: Grusky, Naaman and Artzi 2018 (Newsroom); Σ |fragment| / |reply|.',
    better: 'higher',
    range: [0, 1],
  },
  ({ source, reply }) => {
    const lengths = fragmentLengths(source, reply);
    return scored(lengths.reduce((sum, length) => sum + length, 0) / reply.length);
  },
);
