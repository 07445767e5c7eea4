import * as z from 'zod/mini';
import type { JsonObject, JsonValue } from '#base/json.ts';
import type { Scorer, ScorerReading } from '../scorers/scorer.ts';
import { scoreOf, type Scale } from '../scorers/scorerScore.ts';
import type { Evidence, Preparation } from './metric.ts';
import { failed } from './verdict.ts';

/** What every scorer that a user wrote may be told. */
export interface OwnSettings extends Scale {
  readonly settings: JsonObject;
}

const range = z.tuple([z.number(), z.number()]).check(
  z.refine((ends) => ends[0] < ends[1], {
    params: {
      code: 'wrong-format',
      allowed: 'two numbers, the smaller one first',
      next: 'Correct it.',
    },
  }),
  z.describe('The smallest and the largest value; another one is not a score.'),
);

const json: z.ZodMiniType<JsonValue> = z.json();

/** For `z.strictObject`, beside what is the metric's own. */
export const ownShape: {
  readonly [Key in keyof OwnSettings]: z.ZodMiniType<OwnSettings[Key]>;
} = {
  range: z.prefault(range, [0, 1]),
  better: z.prefault(
    z.enum(['higher', 'lower']).check(z.describe('Which values are better.')),
    'higher',
  ),
  settings: z.prefault(
    z.record(z.string(), json).check(z.describe('Handed to the scorer as `settings`.')),
    {},
  ),
};

/** A measurement for each reply, over the scorer that was opened. */
export function prepareOwn(reading: ScorerReading, settings: OwnSettings): Preparation {
  if ('faults' in reading) return reading;
  const { scorer } = reading;
  return {
    inputs: scorer.inputs,
    measure: async (evidence) => ({ score: await measure(scorer, evidence, settings) }),
  };
}

/** Where nobody looks at code, nothing of it is wrong, and nothing is scored. */
export const unopened: Preparation = {
  measure: () => failed('code that a user wrote is not run here'),
};

async function measure(
  scorer: Scorer,
  evidence: Evidence,
  own: OwnSettings,
): Promise<ReturnType<typeof scoreOf>> {
  return scoreOf(await scorer.score(inputOf(evidence, own)), own);
}

/** All of it is plain JSON, and what is not known is not there. */
function inputOf(evidence: Evidence, { settings }: OwnSettings): JsonObject {
  const { reply, expected, testCase, messages, ending, latencyMs, costUsd, usage } = evidence;
  return {
    reply,
    ...(expected === undefined ? {} : { expected }),
    values: testCase.values,
    messages: messages.map(({ role, content }) => ({ role, content })),
    context: {
      case: testCase.id,
      tags: testCase.tags,
      ending,
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(costUsd === undefined ? {} : { costUsd }),
      ...(usage === undefined
        ? {}
        : { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens }),
    },
    settings,
  };
}
