import type { Metric } from './metric.ts';
import type { TextEndSettings } from './textPart.ts';
import { measurePart, textEndSettings } from './textPart.ts';

export const startsWith: Metric<TextEndSettings> = {
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
  settings: textEndSettings(),
  measure: (evidence, settings) =>
    measurePart(evidence, settings, settings.trim, (reply, part) => reply.startsWith(part)),
};
