import * as z from 'zod/mini';
import type { ZodMiniType } from 'zod/mini';
import { quoteFound } from '../../documents/problems.ts';
import type { Metric, Preparation } from '../metric.ts';
import { measurePrepared } from '../prepared.ts';
import { bagOf } from '../tokens.ts';
import { notApplicable, verdict } from '../verdict.ts';
import { callsColumn } from './callsColumn.ts';
import { callsOf, canonicalCall, type ToolCall } from './toolCall.ts';

interface Settings {
  readonly calls?: string | undefined;
  readonly allowed?: readonly string[] | undefined;
  readonly forbidden?: readonly string[] | undefined;
  readonly required?: readonly string[] | undefined;
  readonly maxCalls?: number | undefined;
  readonly maxRepeats?: number | undefined;
}

export const toolsAllowed: Metric<Settings> = {
  kind: 'tools-allowed',
  title: 'Tools allowed',
  documentation:
    'For agents: whether only allowed tools were called, no forbidden one, every required one, and not too often. ' +
    'Set what matters: `allowed`, `forbidden`, `required`, `maxCalls` for all calls together, `maxRepeats` for the same call with the same arguments, which is how a loop looks. ' +
    'Calls are read as for `tool-calls`; a reply in plain text calls nothing. ' +
    'It sees what was called, not whether that was wise. Source: no formula.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['agents', 'safety'],
  settings: z.strictObject({
    calls: callsColumn,
    allowed: names('Only these may be called.'),
    forbidden: names('These must not be called.'),
    required: names('Each of these must be called.'),
    maxCalls: most(0, 'The most calls, all tools together.'),
    maxRepeats: most(1, 'How often the same call may be made with the same arguments.'),
  }),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

function names(description: string): ZodMiniType<readonly string[] | undefined> {
  return z.optional(z.array(z.string().check(z.minLength(1))).check(z.describe(description)));
}

function most(least: number, description: string): ZodMiniType<number | undefined> {
  return z.optional(z.int().check(z.gte(least), z.describe(description)));
}

function prepare(settings: Settings): Preparation {
  const { calls: column, ...rules } = settings;
  if (Object.values(rules).every((rule) => rule === undefined)) {
    const message = 'It checks nothing as it stands.';
    const next = 'Set `allowed`, `forbidden`, `required`, `maxCalls` or `maxRepeats`.';
    return { faults: [{ code: 'tools-allowed-empty', path: [], message, next }] };
  }
  return {
    measure(evidence) {
      const made = callsOf(evidence, column);
      if (typeof made === 'string') return notApplicable(made);
      const why = firstBreach(made, rules);
      return why === undefined ? verdict(true) : verdict(false, why);
    },
  };
}

function firstBreach(
  made: readonly ToolCall[],
  rules: Omit<Settings, 'calls'>,
): string | undefined {
  const { allowed, forbidden, required, maxCalls = Infinity, maxRepeats = Infinity } = rules;
  const called = new Set(made.map(({ name }) => name));
  const bad = forbidden?.find((name) => called.has(name));
  if (bad !== undefined) return `calls ${quoteFound(bad)}, which is forbidden`;
  const foreign = [...called].find((name) => allowed?.includes(name) === false);
  if (foreign !== undefined) return `calls ${quoteFound(foreign)}, which is not allowed`;
  const lacking = required?.find((name) => !called.has(name));
  if (lacking !== undefined) return `does not call ${quoteFound(lacking)}`;
  if (made.length > maxCalls) return `makes ${made.length} calls`;
  const [again] = [...bagOf(made.map(canonicalCall))].filter(([, count]) => count > maxRepeats);
  return again === undefined ? undefined : `makes ${quoteFound(again[0])} ${again[1]} times`;
}
