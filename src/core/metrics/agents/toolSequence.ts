import * as z from 'zod/mini';
import { isJsonObject } from '#base/json.ts';
import { listIn } from '../context.ts';
import type { Metric } from '../metric.ts';
import { failed, notApplicable, scored } from '../verdict.ts';
import { callsColumn } from './callsColumn.ts';
import { callsIn, callsOf, canonicalJson, type ToolCall } from './toolCall.ts';

const orders = ['exact', 'subsequence'] as const;

interface Settings {
  readonly calls?: string | undefined;
  readonly order: (typeof orders)[number];
}

export const toolSequence: Metric<Settings> = {
  kind: 'tool-sequence',
  title: 'Tool sequence',
  documentation:
    'For agents: whether the expected tools were called in their order, and how much of their arguments is right: the mean, over the expected calls, of the share of expected arguments with the expected value. ' +
    'With `order: exact` the names must be the same, one by one, else it scores 0; with `subsequence` other calls may lie between, and an expected call that is missing counts 0. ' +
    'Arguments beyond the expected ones do not count. ' +
    'Where nothing is expected, a reply that calls nothing scores 1. ' +
    'Source: Σ share of right arguments / expected calls, after tool-call accuracy in Ragas.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['agents'],
  settings: z.strictObject({
    calls: callsColumn,
    order: z.prefault(
      z.enum(orders).check(z.describe('`subsequence`: other calls may lie between.')),
      'exact',
    ),
  }),
  measure(evidence, { calls, order }) {
    const { expected } = evidence;
    if (expected === undefined || expected === null) return notApplicable('no calls are expected');
    const wanted = callsIn(listIn(expected));
    if (wanted === undefined) return failed('the expected value is no list of tool calls');
    const made = callsOf(evidence, calls);
    if (typeof made === 'string') return notApplicable(made);
    if (order === 'exact') {
      const place = firstOther(made, wanted);
      if (place !== undefined) {
        return scored(0, { why: `call ${place + 1} is another one than expected` });
      }
    }
    if (wanted.length === 0) return scored(1);
    if (made.length * wanted.length > mostPairs) return failed('too many calls to compare');
    return scored(Math.min(1, bestSum(made, wanted) / wanted.length));
  },
};

const mostPairs = 250_000;

function firstOther(made: readonly ToolCall[], wanted: readonly ToolCall[]): number | undefined {
  const longer = made.length > wanted.length ? made : wanted;
  const place = longer.findIndex((_, at) => made[at]?.name !== wanted[at]?.name);
  return place < 0 ? undefined : place;
}

/** The largest sum of right shares over all ways to find the expected calls in order among those made. */
function bestSum(made: readonly ToolCall[], wanted: readonly ToolCall[]): number {
  let before = new Float64Array(wanted.length + 1);
  for (const call of made) {
    const row = new Float64Array(wanted.length + 1);
    for (const [place, one] of wanted.entries()) {
      const paired = call.name === one.name ? (before[place] ?? 0) + rightShare(call, one) : 0;
      row[place + 1] = Math.max(before[place + 1] ?? 0, row[place] ?? 0, paired);
    }
    before = row;
  }
  return before[wanted.length] ?? 0;
}

function rightShare({ arguments: given }: ToolCall, { arguments: wanted }: ToolCall): number {
  if (!isJsonObject(wanted) || !isJsonObject(given)) {
    return canonicalJson(wanted) === canonicalJson(given) ? 1 : 0;
  }
  const names = Object.keys(wanted);
  const right = names.filter(
    (name) =>
      Object.hasOwn(given, name) &&
      canonicalJson(given[name] ?? null) === canonicalJson(wanted[name] ?? null),
  );
  return names.length === 0 ? 1 : right.length / names.length;
}
