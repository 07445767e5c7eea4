import type { Metric } from './metric.ts';
import { quoteFound } from '../documents/problems.ts';
import type { TextPartsSettings } from './textParts.ts';
import { lackingParts, textPartsSettings } from './textParts.ts';
import { noExpected, verdict } from './verdict.ts';

export const containsAll: Metric<TextPartsSettings> = {
  kind: 'contains-all',
  title: 'Contains all',
  documentation:
    "The share of `values`, or of the case's expected list, that the reply contains; it passes with all of them. " +
    'A cheap check that no required fact was left out; it cannot see a negation. Source: substring search; found / looked for.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['any', 'summarisation'],
  settings: textPartsSettings(),
  measure(evidence, settings) {
    const parts = lackingParts(evidence, settings);
    if (parts === undefined) return noExpected;
    const { lacking, total } = parts;
    const [first] = lacking;
    if (first === undefined) return verdict(true);
    const value = (total - lacking.length) / total;
    const why = `lacks ${lacking.length} of ${total}, the first is ${quoteFound(first)}`;
    return { score: { outcome: 'scored', value, pass: false, why } };
  },
};
