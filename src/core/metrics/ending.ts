import * as z from 'zod/mini';
import type { Ending } from '#protocol/reply.ts';
import type { Metric } from './metric.ts';
import { verdict } from './verdict.ts';

interface Settings {
  readonly allowed: readonly Ending[];
}

export const ending: Metric<Settings> = {
  kind: 'ending',
  title: 'Ending',
  documentation:
    'Whether the model stopped for one of the `allowed` reasons: `stop` by itself, `length` at the token limit, `filter` by the service, `tool` to call a tool. ' +
    'Finds replies that were cut off. Relies on what the service says. Source: the reply.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['any'],
  settings: z.strictObject({
    allowed: z.prefault(
      z
        .array(z.enum(['stop', 'length', 'filter', 'tool']))
        .check(z.minLength(1), z.describe('The endings that pass.')),
      ['stop'],
    ),
  }),
  measure: (evidence, { allowed }) =>
    allowed.includes(evidence.ending)
      ? verdict(true)
      : verdict(false, `ended with "${evidence.ending}"`),
};
