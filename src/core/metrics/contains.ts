import type { Metric } from './metric.ts';
import type { TextPartSettings } from './textPart.ts';
import { measurePart, textPartSettings } from './textPart.ts';

export const contains: Metric<TextPartSettings> = {
  kind: 'contains',
  title: 'Contains',
  documentation:
    'Whether the reply contains `value`, or the expected text where no value is set. ' +
    'Where the case expects a list, any entry will do. ' +
    'A cheap check for a fact that must appear; it cannot see a negation around it. Source: substring search, no formula.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['any'],
  settings: textPartSettings(),
  measure: (evidence, settings) =>
    measurePart(evidence, settings, false, (reply, part) => reply.includes(part)),
};
