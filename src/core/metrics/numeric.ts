import * as z from 'zod/mini';
import type { Metric } from './metric.ts';
import { quoteFound } from '../documents/problems.ts';
import { textOf } from './text.ts';
import { failed, noExpected, verdict } from './verdict.ts';

interface Settings {
  readonly tolerance: number;
  readonly relative?: number | undefined;
  readonly pick: 'only' | 'first' | 'last';
  readonly decimal: '.' | ',';
}

export const numeric: Metric<Settings> = {
  kind: 'numeric',
  title: 'Number within tolerance',
  documentation:
    'Whether the number in the reply is the expected one, give or take `tolerance` or, if larger, `relative` × |expected|. ' +
    'The reply may have words, units and thousands separators around its number; a reply without a number, or with several different ones while `pick` is `only`, scores 0 and says so. ' +
    'A percent sign or unit is not converted. Source: |reply − expected| ≤ max(tolerance, relative × |expected|).',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['extraction', 'question-answering'],
  settings: z.strictObject({
    tolerance: z.prefault(
      z.number().check(z.gte(0), z.describe('The largest difference that passes.')),
      0,
    ),
    relative: z.optional(
      z.number().check(z.gte(0), z.describe('The same as a share of the expected number: 0.01.')),
    ),
    pick: z.prefault(
      z
        .enum(['only', 'first', 'last'])
        .check(z.describe('Which number counts where the reply has several.')),
      'only',
    ),
    decimal: z.prefault(z.enum(['.', ',']).check(z.describe('The decimal mark.')), '.'),
  }),
  measure({ reply, expected }, { tolerance, relative, pick, decimal }) {
    if (expected === undefined || expected === null) return noExpected;
    const target = typeof expected === 'number' ? expected : soleNumber(textOf(expected), decimal);
    if (target === undefined) {
      return failed(`the expected value ${quoteFound(textOf(expected))} is not one number`);
    }
    const found = numbersIn(reply, decimal);
    const first = found[0];
    if (first === undefined) return verdict(false, 'the reply has no number');
    if (pick === 'only' && found.some((one) => one !== first)) {
      return verdict(
        false,
        `the reply has ${found.length} numbers, such as ${first} and ${last(found, first)}`,
      );
    }
    const value = pick === 'last' ? last(found, first) : first;
    const allowed = Math.max(tolerance, (relative ?? 0) * Math.abs(target));
    // 1.1 - 1 is a hair more than 0.1: a difference that only rounding made does not fail.
    const rounding = 4 * Number.EPSILON * Math.max(Math.abs(value), Math.abs(target));
    if (Math.abs(value - target) <= allowed + rounding) return verdict(true);
    return verdict(false, `read ${value}, expected ${target}`);
  },
};

function soleNumber(text: string, decimal: '.' | ','): number | undefined {
  const [first, second] = numbersIn(text, decimal);
  return second === undefined ? first : undefined;
}

function last(found: readonly number[], otherwise: number): number {
  return found.at(-1) ?? otherwise;
}

/** Numbers that stand by themselves, in order. Digits that end a word (`GPT-4`, `v2`) or begin an ordinal are none; a unit may follow (`5kg`). */
function numbersIn(text: string, decimal: '.' | ','): readonly number[] {
  const found: number[] = [];
  for (const match of text.matchAll(decimal === '.' ? pointNumber : commaNumber)) {
    const before = text.slice(Math.max(0, match.index - 2), match.index);
    const end = match.index + match[0].length;
    const after = text.slice(end, end + 3);
    if (belongsToWord.test(before) || partOfLonger.test(after)) continue;
    const signed = match[0].replaceAll('−', '-');
    // A hyphen after a digit joins: 10-20 are ten and twenty.
    const joined = digitBefore.test(before) && signed.startsWith('-');
    const plain = joined ? signed.slice(1) : signed;
    const grouped =
      decimal === '.' ? plain.replace(pointGroups, '') : plain.replace(commaGroups, '');
    const value = Number(decimal === '.' ? grouped : grouped.replace(',', '.'));
    if (Number.isFinite(value)) found.push(value);
  }
  return found;
}

const pointNumber =
  /[-+−]?(?:\d{1,3}(?:[,\u{A0}\u{202F}]\d{3})+(?!\d)|\d+|(?=\.\d))(?:\.\d+)?(?:e[-+]?\d+)?/giu;
const commaNumber =
  /[-+−]?(?:\d{1,3}(?:[.\u{A0}\u{202F}]\d{3})+(?!\d)|\d+|(?=,\d))(?:,\d+)?(?:e[-+]?\d+)?/giu;
const pointGroups = /[,\u{A0}\u{202F}]/gu;
const commaGroups = /[.\u{A0}\u{202F}]/gu;
const belongsToWord = /[\p{L}_]$|[\p{L}_][-−]$/u;
const partOfLonger = /^(?:_|(?:st|nd|rd|th)(?!\p{L}))/u;
const digitBefore = /\d$/;
