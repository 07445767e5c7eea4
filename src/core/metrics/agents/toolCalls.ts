import * as z from 'zod/mini';
import { quoteFound } from '../../documents/problems.ts';
import { listIn } from '../context.ts';
import type { Metric } from '../metric.ts';
import { bagOf, f1Of, sharedOf } from '../tokens.ts';
import { failed, notApplicable, scored } from '../verdict.ts';
import { callsColumn } from './callsColumn.ts';
import { callsIn, callsOf, canonicalCall } from './toolCall.ts';

interface Settings {
  readonly calls?: string | undefined;
}

export const toolCalls: Metric<Settings> = {
  kind: 'tool-calls',
  title: 'Tool calls',
  documentation:
    'For agents: the F1 of the tool calls that were made against the expected ones, each a name with its arguments; it passes where they are the same. ' +
    'Calls are `{name, arguments}`, `tool_calls` of OpenAI or `tool_use` blocks of Anthropic, in the reply or a column; the order of calls and of keys does not count, a call that is made twice does. ' +
    'A reply in plain text calls nothing, and where nothing is expected (`[]`) that scores 1. ' +
    'One argument in other words makes a call wrong: `tool-sequence` gives partial credit. ' +
    'Source: 2 × equal calls / (made + expected).',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['agents', 'chat'],
  settings: z.strictObject({ calls: callsColumn }),
  measure(evidence, { calls }) {
    const { expected } = evidence;
    if (expected === undefined || expected === null) return notApplicable('no calls are expected');
    const wanted = callsIn(listIn(expected));
    if (wanted === undefined) return failed('the expected value is no list of tool calls');
    const made = callsOf(evidence, calls);
    if (typeof made === 'string') return notApplicable(made);
    const ours = bagOf(made.map(canonicalCall));
    const shared = sharedOf(bagOf(wanted.map(canonicalCall)), ours);
    const value = f1Of(shared, made.length, wanted.length);
    if (value === 1) return scored(1, { pass: true });
    const lacking = wanted.find((call) => !ours.has(canonicalCall(call)));
    const why =
      lacking === undefined
        ? `${made.length} calls, ${wanted.length} expected`
        : `lacks ${quoteFound(canonicalCall(lacking))}`;
    return scored(value, { pass: false, why });
  },
};
