import type { JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { CorpusAccumulator, CorpusResult } from '../metric.ts';
import { addTo, type FieldCounts, type Fields } from './leaves.ts';

/** Adds up what `fields` keeps of each case. Paths beyond the first thousand, which replies invented, are one row. */
export function fieldTotals(): CorpusAccumulator {
  const fields: Fields = new Map();
  let cases = 0;
  let invalid = 0;
  return {
    add(statistic) {
      if (!isJsonObject(statistic) || !Array.isArray(statistic['fields'])) return;
      cases += 1;
      if (statistic['invalid'] === true) invalid += 1;
      for (const row of statistic['fields'] as readonly JsonValue[]) {
        const [path, right, extra, missing] = Array.isArray(row) ? (row as JsonValue[]) : [];
        if (typeof path !== 'string') continue;
        const name = fields.has(path) || fields.size < mostPaths ? path : '(more fields)';
        addTo(fields, name, 'right', numberOf(right));
        addTo(fields, name, 'extra', numberOf(extra));
        addTo(fields, name, 'missing', numberOf(missing));
      }
    },
    result: () => summarise(fields, cases, invalid),
  };
}

const mostPaths = 1000;

function numberOf(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function summarise(fields: Fields, cases: number, invalid: number): CorpusResult {
  const total: FieldCounts = { right: 0, extra: 0, missing: 0 };
  for (const counts of fields.values()) {
    total.right += counts.right;
    total.extra += counts.extra;
    total.missing += counts.missing;
  }
  const { precision, recall, f1 } = figuresOf(total);
  const rows = [...fields]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, counts]) => ({ field, ...counts, ...known(figuresOf(counts)) }));
  return {
    value: f1,
    figures: {
      precision,
      recall,
      f1,
      'invalid-rate': cases === 0 ? undefined : invalid / cases,
    },
    detail: rows,
    cases,
  };
}

interface Ratios {
  readonly precision: number | undefined;
  readonly recall: number | undefined;
  readonly f1: number | undefined;
}

/** A ratio that is 0/0 is left out. */
function figuresOf({ right, extra, missing }: FieldCounts): Ratios {
  return {
    precision: ratio(right, right + extra),
    recall: ratio(right, right + missing),
    f1: ratio(2 * right, 2 * right + extra + missing),
  };
}

function ratio(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

function known(ratios: Ratios): { readonly [name: string]: number } {
  const shown: Record<string, number> = {};
  for (const [name, value] of Object.entries(ratios) as [string, number | undefined][]) {
    if (value !== undefined) shown[name] = value;
  }
  return shown;
}
