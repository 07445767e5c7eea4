import * as z from 'zod/mini';
import type { Metric } from './metric.ts';
import { notApplicable } from './verdict.ts';

interface Settings {
  readonly maxMs?: number | undefined;
}

export const latency: Metric<Settings> = {
  kind: 'latency',
  title: 'Latency',
  documentation:
    'Milliseconds from dispatch to the last byte of the attempt that succeeded; waiting and failed attempts are not in it. ' +
    'Passes up to `maxMs`; without it, it only measures. A cached or recorded reply keeps the latency of its original call, so compare runs of the same kind. Source: the clock.',
  level: 'case',
  better: 'lower',
  range: [0, Infinity],
  needs: ['latency'],
  cost: 'free',
  useCases: ['any'],
  settings: z.strictObject({
    maxMs: z.optional(z.number().check(z.gte(0), z.describe('The longest that passes.'))),
  }),
  measure({ latencyMs }, { maxMs }) {
    if (latencyMs === undefined) return notApplicable('the latency is not known');
    if (maxMs === undefined) return { score: { outcome: 'scored', value: latencyMs } };
    return { score: { outcome: 'scored', value: latencyMs, pass: latencyMs <= maxMs } };
  },
};
