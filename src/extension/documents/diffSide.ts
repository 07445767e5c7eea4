import type { JsonValue } from '#base/json.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { plainDocument } from './markdown.ts';
import { expectedText, type CaseOfRun } from './resultDocument.ts';

export interface SideRequest {
  readonly kind: 'expected' | 'reply';
  readonly variant: string;
  readonly model: string;
  readonly repeat: number;
}

/** One side of a diff. Where both sides are JSON, both are indented alike, so that only what differs shows. */
export function diffSide(found: CaseOfRun, side: SideRequest): string {
  const expected = found.testCase?.expected;
  if (side.kind === 'expected') {
    return expected === undefined ? '' : plainDocument(prettyExpected(expected));
  }
  const reply = trialOf(found, side)?.reply;
  if (reply === undefined) return '';
  const isJson = expected !== undefined && structureOf(expected) !== undefined;
  return plainDocument(isJson ? (pretty(reply.text) ?? reply.text) : reply.text);
}

export function trialOf(
  found: CaseOfRun,
  side: Omit<SideRequest, 'kind'>,
): TrialResult | undefined {
  const { manifest, prompt, results } = found;
  const index = manifest.candidates.findIndex(
    (one) => one.prompt === prompt && one.variant === side.variant && one.model === side.model,
  );
  return results.find((one) => one.candidate === index && one.repeat === side.repeat);
}

function prettyExpected(expected: JsonValue): string {
  return typeof expected === 'string' ? (pretty(expected) ?? expected) : expectedText(expected);
}

/** A list or an object: a bare number or word is text that happens to be JSON. */
function structureOf(value: JsonValue): object | undefined {
  if (typeof value === 'object') return value ?? undefined;
  if (typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function pretty(text: string): string | undefined {
  const value = structureOf(text);
  return value === undefined ? undefined : JSON.stringify(value, undefined, 2);
}
