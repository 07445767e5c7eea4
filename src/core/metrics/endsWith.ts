import type { Metric } from './metric.ts';
import type { TextEndSettings } from './textPart.ts';
import { measurePart, textEndSettings } from './textPart.ts';

export const endsWith: Metric<TextEndSettings> = {
  kind: 'ends-with',
  title: 'Ends with',
  documentation:
    'Whether the reply, white space after it aside, ends with `value`, or with the expected text where no value is set. ' +
    'Where the case expects a list, any entry will do. ' +
    'Says nothing of what comes before. Source: substring search, no formula.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['any'],
  settings: textEndSettings(),
  measure: (evidence, settings) =>
    measurePart(evidence, settings, settings.trim, (reply, part) => reply.endsWith(part)),
};
