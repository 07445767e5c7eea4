import { quoteFound } from '../../documents/problems.ts';
import type { Metric } from '../metric.ts';
import { verdict } from '../verdict.ts';
import { compareFields, comparisonSettings, type Comparison } from './compareFields.ts';
import { readValues } from './readValues.ts';

export const record: Metric<Comparison> = {
  kind: 'record',
  title: 'Whole record',
  documentation:
    'For extraction: whether the JSON of the reply says the same as the expected one in every value, no more and no less. ' +
    'The rules are those of `fields`: what is null or empty says nothing, order does not count, white space around values neither; numbers, case and dates as set. ' +
    'Strict: one wrong field of fifty scores 0, so read it beside `fields`. ' +
    'Source: equality of all (path, value) pairs.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['extraction'],
  settings: comparisonSettings,
  measure(evidence, settings) {
    const values = readValues(evidence);
    if ('instead' in values) return values.instead;
    if (values.why !== undefined) return verdict(false, values.why);
    const compared = [...compareFields(values.expected, values.found, settings)];
    const wrong = compared.filter(([, { extra, missing }]) => extra + missing > 0);
    const [first] = wrong;
    if (first === undefined) return verdict(true);
    return verdict(
      false,
      `${wrong.length} of ${compared.length} fields differ, the first is ${quoteFound(first[0])}`,
    );
  },
};
