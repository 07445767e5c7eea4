import { isJsonObject, type JsonObject, type JsonValue } from '#base/json.ts';
import { plainField, plainJson } from '#base/plainText.ts';
import type { Score } from '#protocol/score.ts';
import type { ScorerAnswer } from './scorer.ts';

/** What a scorer's values mean. */
export interface Scale {
  readonly range: readonly [number, number];
  readonly better: 'higher' | 'lower';
}

const longestWhy = 500;

/** What a scorer's answer is worth: a score in the range, not applicable, or failed. */
export function scoreOf(given: ScorerAnswer, scale: Scale): Score {
  const score = given.kind === 'broken' ? failed(given.why) : readAnswer(given.answer, scale);
  const said = given.said === undefined ? '' : plainField(given.said, longestWhy);
  if (said === '') return score;
  const { why } = score;
  return { ...score, why: why === undefined ? `it said: ${said}` : `${why}; it said: ${said}` };
}

/** `null`; a number; a boolean; `{ value, pass?, why?, details? }`; `{ notApplicable }`; `{ error }`. */
function readAnswer(answer: JsonValue, scale: Scale): Score {
  if (answer === null) return { outcome: 'not-applicable', why: 'the scorer says so' };
  if (!isJsonObject(answer)) return readValue(answer, {}, scale);
  const { notApplicable, error, value } = answer;
  if (notApplicable !== undefined && notApplicable !== false) {
    const why = typeof notApplicable === 'string' ? foreign(notApplicable) : 'the scorer says so';
    return { outcome: 'not-applicable', why };
  }
  if (error !== undefined) return failed(`the scorer says: ${foreign(error)}`);
  return readValue(value, answer, scale);
}

function readValue(
  value: JsonValue | undefined,
  { pass, why, details }: JsonObject,
  { range: [least, most] }: Scale,
): Score {
  const number = typeof value === 'boolean' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    return failed(`the scorer gave ${shown(value)} where a number is due`);
  }
  if (number < least || number > most) {
    return failed(`the scorer gave ${number}, which is not from ${least} to ${most}`);
  }
  if (pass !== undefined && pass !== null && typeof pass !== 'boolean') {
    return failed(`the scorer gave ${shown(pass)} as \`pass\`, which is neither true nor false`);
  }
  const verdict = pass ?? (typeof value === 'boolean' ? value : undefined);
  const reasons = [why, details].filter((one) => one !== undefined && one !== null).map(foreign);
  return {
    outcome: 'scored',
    value: number,
    ...(verdict === undefined ? {} : { pass: verdict }),
    ...(reasons.length === 0 ? {} : { why: reasons.join(' ') }),
  };
}

function failed(why: string): Score {
  return { outcome: 'failed', why };
}

function shown(value: JsonValue | undefined): string {
  return value === undefined ? 'nothing' : plainField(plainJson(value), 80);
}

function foreign(value: JsonValue): string {
  return plainField(typeof value === 'string' ? value : plainJson(value), longestWhy);
}
