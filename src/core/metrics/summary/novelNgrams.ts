import * as z from 'zod/mini';
import type { Metric } from '../metric.ts';
import { notApplicable, scored } from '../verdict.ts';
import { ngramsOf } from './ngrams.ts';
import { sourceColumn, type SourceSettings, textsOf } from './sourceMetric.ts';

interface Settings extends SourceSettings {
  readonly n: number;
}

export const novelNgrams: Metric<Settings> = {
  kind: 'novel-ngrams',
  title: 'Novel n-grams',
  documentation:
    'For summaries: the share of the different runs of `n` words in the reply that are not in the text in the column `source`. ' +
    'High where the reply uses its own wording, and also where it invents: read it beside a check of the facts. ' +
    'A reply of fewer than `n` words is not applicable. ' +
    'Source: See, Liu and Manning 2017; n-grams only in the reply / n-grams of the reply.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'values'],
  cost: 'free',
  useCases: ['summarisation'],
  settings: z.strictObject({
    source: sourceColumn,
    n: z.prefault(
      z.int().check(z.minimum(1), z.maximum(10), z.describe('How many words make a run.')),
      2,
    ),
  }),
  measure(evidence, settings) {
    const { n } = settings;
    const texts = textsOf(evidence, settings);
    if (typeof texts === 'string') return notApplicable(texts);
    const ours = new Set(ngramsOf(texts.reply, n));
    if (ours.size === 0) return notApplicable(`the reply has fewer than ${n} words`);
    const theirs = new Set(ngramsOf(texts.source, n));
    return scored([...ours].filter((run) => !theirs.has(run)).length / ours.size);
  },
};
