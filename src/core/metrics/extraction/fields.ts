import type { JsonValue } from '#base/json.ts';
import type { Measured, Metric } from '../metric.ts';
import { f1Of } from '../tokens.ts';
import { compareFields, comparisonSettings, type Comparison } from './compareFields.ts';
import { addTo, eachLeaf, type Fields } from './leaves.ts';
import { fieldTotals } from './fieldTotals.ts';
import { readValues } from './readValues.ts';

export const fields: Metric<Comparison> = {
  kind: 'fields',
  title: 'Fields',
  documentation:
    'For extraction: compares the JSON of the reply with the expected one value by value, each under its path such as `customer.name` or `items[].price`, and gives the F1 of the case; over all cases precision, recall and F1 of all values together, with a table of the fields. ' +
    'What is null or empty says nothing; the order of keys and lists does not count; items of a list are paired by `key`, or so that most values agree. ' +
    'White space around values never counts; numbers, case and dates as set. ' +
    'A reply that is no JSON misses every field and is counted as invalid; one code fence around it is allowed. ' +
    'Source: 2 × right / (found + expected), summed over all cases (micro); pairs by Kuhn 1955.',
  level: 'corpus',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['extraction'],
  settings: comparisonSettings,
  measure(evidence, settings): Measured {
    const values = readValues(evidence);
    if ('instead' in values) return values.instead;
    const { expected, found, why } = values;
    if (why !== undefined) return invalid(expected, why);
    const compared = compareFields(expected, found, settings);
    let [right, extra, missing] = [0, 0, 0];
    for (const counts of compared.values()) {
      right += counts.right;
      extra += counts.extra;
      missing += counts.missing;
    }
    const first = [...compared].find(([, counts]) => counts.extra + counts.missing > 0)?.[0];
    const more = first === undefined ? {} : { why: `the first that differs is ${first}` };
    const value = f1Of(right, right + extra, right + missing);
    return {
      score: { outcome: 'scored', value, ...more },
      statistic: statisticOf(compared, false),
    };
  },
  accumulate: () => fieldTotals(),
};

function invalid(expected: JsonValue, why: string): Measured {
  const missed: Fields = new Map();
  eachLeaf(expected, '', (path) => addTo(missed, path, 'missing'));
  return {
    score: { outcome: 'scored', value: 0, why: `invalid: ${why}` },
    statistic: statisticOf(missed, true),
  };
}

/** Fields as a list, since a path may be any text. */
function statisticOf(compared: Fields, isInvalid: boolean): JsonValue {
  const rows = [...compared].map(([path, { right, extra, missing }]) => [
    path,
    right,
    extra,
    missing,
  ]);
  return { invalid: isInvalid, fields: rows };
}
