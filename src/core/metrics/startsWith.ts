import type { Metric } from './metric.ts';
import type { TextPartSettings } from './textPart.ts';
import { measurePart, textPartSettings } from './textPart.ts';

export const startsWith: Metric<TextPartSettings> = {
  kind: 'starts-with',
  title: 'Starts with',
  documentation:
    'Whether the reply, white space before it aside, starts with `value`, or with the expected text where no value is set. ' +
    'Where the case expects a list, any entry will do. ' +
    'Says nothing of what follows. Source: substring search, no formula.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['any'],
  settings: textPartSettings(),
  measure: (evidence, settings) =>
    measurePart(evidence, settings, true, (reply, part) => reply.startsWith(part)),
};
