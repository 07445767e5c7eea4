import * as z from 'zod/mini';
import { confusion } from './confusion.ts';
import { followJsonPath, readJsonPath } from './jsonPath.ts';
import { readJsonReply } from './jsonReply.ts';
import type { Evidence, Measured, Metric, Preparation } from './metric.ts';
import { measurePrepared } from './prepared.ts';
import { quoteFound } from '../documents/problems.ts';
import { fold, references, stripEnds } from './text.ts';
import { failed, noExpected } from './verdict.ts';

interface Settings {
  readonly labels: readonly string[];
  readonly ignoreCase: boolean;
  readonly from: string;
  readonly ordered: boolean;
}

export const label: Metric<Settings> = {
  kind: 'label',
  title: 'Label',
  documentation:
    'For classification: finds which of `labels` the reply names, and compares it with the expected one. ' +
    'A reply counts as a label if it is one, punctuation and white space around it aside, or else if it has exactly one of them as a whole word or phrase; several or none are *invalid*, a column of its own. ' +
    'Over all cases it gives accuracy, a confusion matrix, per-label precision, recall, F1 and support, macro and weighted means, balanced accuracy, kappa (Cohen), correlation (Matthews) and the invalid rate; where a ratio is 0/0 it is 0 and listed. ' +
    'It does not see negations: "not a bug" names the label "bug". Source: scikit-learn, `zero_division=0`.',
  level: 'corpus',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['classification'],
  settings: z.strictObject({
    labels: z
      .array(z.string().check(z.minLength(1)))
      .check(z.minLength(2), z.maxLength(1000), z.describe('Every label that a reply may name.')),
    ignoreCase: z.prefault(
      z.boolean().check(z.describe('Upper and lower case are the same.')),
      true,
    ),
    from: z.prefault(
      z
        .string()
        .check(z.describe('`reply`, or a path into a JSON reply: `$.queue`, `$.items[0].label`.')),
      'reply',
    ),
    ordered: z.prefault(
      z
        .boolean()
        .check(
          z.describe(
            'The labels go from least to most: kappas that count near misses are given too.',
          ),
        ),
      false,
    ),
  }),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
  comparedFigures: ['macro-f1', 'kappa'],
  accumulate: ({ labels, ordered }) => confusion(labels, ordered),
};

function prepare({ labels, ignoreCase, from }: Settings): Preparation {
  const folding = { ignoreCase, trim: true };
  const byText = new Map<string, string>();
  for (const [index, one] of labels.entries()) {
    const folded = fold(one, folding);
    const earlier = byText.get(folded);
    if (earlier !== undefined || folded === '') return unusable(index, one);
    byText.set(folded, one);
  }
  const steps = from === 'reply' ? undefined : readJsonPath(from);
  if (from !== 'reply' && steps === undefined) return unreadable(from);
  const byLength = [...byText.keys()].toSorted((a, b) => b.length - a.length);

  const find = (text: string): string | undefined => {
    const folded = fold(text, folding);
    const exact = byText.get(folded) ?? byText.get(stripEnds(folded));
    if (exact !== undefined) return exact;
    const inside = soleMention(folded, byLength);
    return inside === undefined ? undefined : byText.get(inside);
  };

  return {
    measure({ reply, expected }: Evidence): Measured {
      const [named] = references(expected) ?? [];
      if (named === undefined) return noExpected;
      const right = byText.get(fold(named, folding));
      if (right === undefined) {
        return failed(`the expected value ${quoteFound(named)} is not one of the labels`);
      }
      const text = steps === undefined ? reply : textAt(reply, steps);
      const predicted = text === undefined ? undefined : find(text);
      const pass = predicted === right;
      const score = { outcome: 'scored', value: pass ? 1 : 0, pass } as const;
      const statistic = { expected: right, predicted: predicted ?? null };
      if (predicted !== undefined) return { score, statistic };
      return {
        score: { ...score, why: 'invalid: the reply names no label, or several' },
        statistic,
      };
    },
  };
}

function unusable(index: number, one: string): Preparation {
  return {
    faults: [
      {
        code: 'labels-repeated',
        path: ['labels', index],
        message: `The label ${quoteFound(one)} is blank or the same as an earlier one.`,
        allowed: 'labels that differ, and differ in more than case while `ignoreCase` is on',
        next: 'Remove or rename it.',
      },
    ],
  };
}

function unreadable(path: string): Preparation {
  return {
    faults: [
      {
        code: 'json-path-syntax',
        path: ['from'],
        message: `${quoteFound(path)} is no path into JSON.`,
        allowed:
          '`reply`, or names and indices after a `$`: `$.queue`, `$.items[0].label`, `$["a key"]`',
        next: 'Correct `from`.',
      },
    ],
  };
}

function textAt(reply: string, steps: readonly (string | number)[]): string | undefined {
  const read = readJsonReply(reply, true);
  if ('why' in read) return undefined;
  const value = followJsonPath(read.value, steps);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The only label that the text mentions. What lies inside a mention of a longer label is none of its own. */
function soleMention(text: string, byLength: readonly string[]): string | undefined {
  let rest = text;
  let sole: string | undefined;
  for (const candidate of byLength) {
    let at = rest.indexOf(candidate);
    let covered = '';
    let from = 0;
    let isMentioned = false;
    while (at >= 0) {
      const end = at + candidate.length;
      if (isWhole(rest, at, end)) {
        if (sole !== undefined) return undefined;
        isMentioned = true;
        covered += `${rest.slice(from, at)}${cover}`;
        from = end;
      }
      at = rest.indexOf(candidate, end);
    }
    if (isMentioned) {
      sole = candidate;
      rest = covered + rest.slice(from);
    }
  }
  return sole;
}

/** Stands for a mention that was found: neither letter nor digit, and in no label. */
const cover = '\u{0}';

/** Neither end is in the middle of a word. Scripts without spaces have no such ends. */
function isWhole(text: string, start: number, end: number): boolean {
  return (
    !(joins.test(pointBefore(text, start)) && joins.test(pointAt(text, start))) &&
    !(joins.test(pointAt(text, end)) && joins.test(pointBefore(text, end)))
  );
}

function pointAt(text: string, index: number): string {
  const point = text.codePointAt(index);
  return point === undefined ? '' : String.fromCodePoint(point);
}

function pointBefore(text: string, index: number): string {
  const unit = text.charCodeAt(index - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  return text.slice(Math.max(0, index - (isLow ? 2 : 1)), index);
}

const joins =
  /(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{M}\p{N}_]/u;
