import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { isJsonObject, type JsonObject, type JsonValue } from '#base/json.ts';
import { metricOf } from '../../../metrics/builtin.ts';
import { assertionTypes } from '../assertionTypes.ts';
import type { Made, TypeRule, Written } from '../rules/rule.ts';

/** How promptfoo says what a metric measures, and in which settings it differs. */
export interface Found {
  readonly type: string;
  readonly written: Written;
  /** Empty: read back it is the same. */
  readonly differs: readonly string[];
}

/**
 * Looks through the table of types for one that says the same. Each is asked how it would write this, and what is read of
 * that is laid beside what was meant: so nothing is called the same that would not be read as the same.
 */
export function typeFor(made: Made, counts: 'verdict' | undefined): Found | undefined {
  let best: Found | undefined;
  for (const [type, rule] of assertionTypes) {
    const written = rule.back?.(made);
    if (written === undefined) continue;
    const differs = differencesOf(rule, written, made, counts);
    if (differs?.length === 0) return { type, written, differs };
    if (differs === undefined || differs.some((one) => !tolerated(rule, one))) continue;
    if (best === undefined || differs.length < best.differs.length)
      best = { type, written, differs };
  }
  return best;
}

/** A figure that nobody decides about has no threshold here, and always one there. */
const always = new Set(['threshold', 'counts']);

function tolerated({ near = [] }: TypeRule, setting: string): boolean {
  return always.has(setting) || near.includes(setting);
}

/** `undefined`: it is not even of the same metric. */
function differencesOf(
  rule: TypeRule,
  { value, threshold, config = {} }: Written,
  made: Made,
  counts: 'verdict' | undefined,
): readonly string[] | undefined {
  const { modelId } = made.with;
  const read = rule.map({
    value,
    threshold,
    config,
    vars: {},
    model: typeof modelId === 'string' ? modelId : undefined,
    code: (path) => ({ text: '', path }),
  });
  if (!('uses' in read) || read.uses !== made.uses) return undefined;
  const [ours, theirs] = [whole(made.uses, made.with), whole(read.uses, read.with ?? {})];
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  const differing = [...keys].filter((key) => !isDeepStrictEqual(ours[key], theirs[key]));
  const isLimit = made.threshold !== undefined && made.threshold === limitIn(theirs);
  return [
    ...(isLimit ? differing.filter((key) => !limits.has(key)) : differing),
    ...(isDeepStrictEqual(read.expected, made.expected) ? [] : ['expected']),
    ...(read.threshold === made.threshold || isLimit ? [] : ['threshold']),
    ...(read.counts === counts ? [] : ['counts']),
  ];
}

/** The most that passes may stand in the settings or be the threshold of the evaluator. */
const limits = new Set(['maxMs', 'maxUsd']);

function limitIn(settings: JsonObject): JsonValue | undefined {
  return settings['maxMs'] ?? settings['maxUsd'];
}

/** With what counts where nothing is said. */
function whole(uses: string, settings: JsonObject): JsonObject {
  const shape = metricOf(uses)?.settings;
  if (shape === undefined) return settings;
  const { success, data } = z.safeParse(shape, settings);
  const held = success ? (JSON.parse(JSON.stringify(data)) as JsonValue) : settings;
  return isJsonObject(held) ? held : settings;
}
