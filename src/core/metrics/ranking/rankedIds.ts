import type { JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import { type SourceSpan, spanOf } from '../context.ts';
import { readJsonReply } from '../jsonReply.ts';
import { textOf } from '../text.ts';

/** Ids from best to worst: a JSON list, in a code fence or not, or a line each, where list marks do not count. */
export function rankedIds(reply: string): readonly string[] {
  const read = readJsonReply(reply, true);
  if ('value' in read && Array.isArray(read.value)) {
    return (read.value as readonly JsonValue[]).map(idOf);
  }
  return reply
    .split('\n')
    .map((line) => line.trim().replace(listMark, ''))
    .filter((line) => line !== '');
}

/** The spans that a reply names as a JSON list, best first; `undefined` at a place with none. */
export function rankedSpans(reply: string): readonly (SourceSpan | undefined)[] {
  const read = readJsonReply(reply, true);
  const items = 'value' in read && Array.isArray(read.value) ? read.value : [];
  return (items as readonly JsonValue[]).map(spanOf);
}

const listMark = /^(?:[-*•]|\d{1,4}[.)])\s+/u;

/** An object in a list stands for its `id`. */
function idOf(value: JsonValue): string {
  return textOf(isJsonObject(value) && value['id'] !== undefined ? value['id'] : value).trim();
}

/**
 * How relevant each id is that the case names: 1 in a list or a single id, its number in a map of
 * grades. Only what is above 0 counts. `undefined` where the case names none.
 */
export function gradesOf(expected: JsonValue | undefined): ReadonlyMap<string, number> | undefined {
  const grades = new Map<string, number>();
  if (isJsonObject(expected)) {
    for (const [id, grade] of Object.entries(expected)) {
      if (typeof grade === 'number' && Number.isFinite(grade) && grade > 0) {
        grades.set(id.trim(), Math.min(grade, largestGrade));
      }
    }
  } else {
    const ids = Array.isArray(expected) ? (expected as readonly JsonValue[]) : [expected];
    for (const id of ids) if (id !== undefined && id !== null) grades.set(idOf(id), 1);
  }
  return grades.size === 0 ? undefined : grades;
}

/** Sums of larger ones are not finite. */
const largestGrade = 1000;

/** The grade at each place; none for what is not relevant, and for an id that came before. */
export function gainsOf(
  ids: readonly string[],
  grades: ReadonlyMap<string, number>,
): readonly (readonly number[])[] {
  const left = new Map(grades);
  return ids.map((id) => {
    const grade = left.get(id);
    left.delete(id);
    return grade === undefined ? [] : [grade];
  });
}
