import * as z from 'zod/mini';
import type { Metric } from './metric.ts';
import { notApplicable } from './verdict.ts';

interface Settings {
  readonly maxUsd?: number | undefined;
}

export const cost: Metric<Settings> = {
  kind: 'cost',
  title: 'Cost',
  documentation:
    'US dollars of the reply when it was made: its tokens at the price of the model. Judges are not in it. ' +
    'Passes up to `maxUsd`; without it, it only measures. A model without a price has no cost, which is not the same as 0. Source: tokens × price.',
  level: 'case',
  better: 'lower',
  range: [0, Infinity],
  needs: ['cost'],
  cost: 'free',
  useCases: ['any'],
  settings: z.strictObject({
    maxUsd: z.optional(z.number().check(z.gte(0), z.describe('The most that passes.'))),
  }),
  measure({ costUsd }, { maxUsd }) {
    if (costUsd === undefined) return notApplicable('the cost is not known');
    if (maxUsd === undefined) return { score: { outcome: 'scored', value: costUsd } };
    return { score: { outcome: 'scored', value: costUsd, pass: costUsd <= maxUsd } };
  },
};
