import type { Metric } from './metric.ts';
import type { TextPartsSettings } from './textParts.ts';
import { lackingParts, textPartsSettings } from './textParts.ts';
import { noExpected, verdict } from './verdict.ts';

export const containsAny: Metric<TextPartsSettings> = {
  kind: 'contains-any',
  title: 'Contains any',
  documentation:
    "Whether the reply contains at least one of `values`, or of the case's expected list where none are set. " +
    'A cheap check for one fact with several wordings; it cannot see a negation. Source: substring search, no formula.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['any'],
  settings: textPartsSettings(),
  measure(evidence, settings) {
    const parts = lackingParts(evidence, settings);
    return parts === undefined ? noExpected : verdict(parts.lacking.length < parts.total);
  },
};
