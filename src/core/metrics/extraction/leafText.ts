import * as z from 'zod/mini';
import type { ZodMiniType } from 'zod/mini';
import type { JsonValue } from '#base/json.ts';
import { foldCase } from '../text.ts';
import { isoDate } from './isoDate.ts';

const dateOrders = ['as-text', 'day-first', 'month-first'] as const;

/** What makes two values the same. */
export interface Normalisers {
  readonly ignoreCase: boolean;
  readonly numbers: boolean;
  readonly dates: (typeof dateOrders)[number];
}

export const normaliserSettings: {
  readonly [key in keyof Normalisers]: ZodMiniType<Normalisers[key]>;
} = {
  ignoreCase: z.prefault(
    z.boolean().check(z.describe('Upper and lower case are the same.')),
    false,
  ),
  numbers: z.prefault(
    z.boolean().check(z.describe('A text that is a number is that number: "1,200.50" and 1200.5.')),
    true,
  ),
  dates: z.prefault(
    z
      .enum(dateOrders)
      .check(
        z.describe(
          'Dates in figures or with English or German months are the same as ISO dates; what 3/4/2026 is, says `day-first` or `month-first`.',
        ),
      ),
    'as-text',
  ),
};

/** A text that is the same for values that count as the same. White space at both ends, and its length, never counts. */
export function leafText(value: JsonValue, settings: Normalisers): string {
  if (typeof value === 'number') return settings.numbers ? `#${value}` : String(value);
  if (typeof value !== 'string') return JSON.stringify(value);
  const text = value.normalize('NFC').split(/\s+/).join(' ').trim();
  const date = settings.dates === 'as-text' ? undefined : isoDate(text, settings.dates);
  if (date !== undefined) return date;
  const number = settings.numbers ? numberIn(text) : undefined;
  if (number !== undefined) return `#${number}`;
  return settings.ignoreCase ? foldCase(text) : text;
}

/** The number that a text is, with `,` between thousands or not. Leading zeros make it a code, not a number. */
function numberIn(text: string): number | undefined {
  if (text.length > 40 || !numeral.test(text)) return undefined;
  const value = Number(text.replaceAll(',', ''));
  return Number.isFinite(value) ? value : undefined;
}

const numeral = /^[-+]?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?(?:e[-+]?\d{1,3})?$/i;
