import { isJsonObject, type JsonObject, type JsonValue } from '#base/json.ts';
import type { Position, Problem, TextRange } from '#protocol/problem.ts';
import { readJson } from '../documents/json.ts';
import { deepestNesting } from '../documents/node.ts';
import { errorAt, quoteFound } from '../documents/problems.ts';
import { makeSource } from '../documents/source.ts';
import { longestRow } from './dataset.ts';
import { placeAt, type Faults } from './faults.ts';

/**
 * One row from its JSON text, `undefined` and a fault where it is none. One pass over the characters finds the depth before
 * the parser could recurse into it, and counts the keys, so that a key
 * written twice shows as a difference.
 */
export function parseRow(
  text: string,
  start: Position,
  faults: Faults,
  explain: (text: string, start: Position, file: string) => Problem = syntaxProblem,
): JsonObject | undefined {
  const keys = countKeysWritten(text);
  if (keys === tooDeep) {
    faults.add(rowTooDeep(faults.file, placeAt(start.line, start.column)));
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    if (faults.full) faults.count('error', placeAt(start.line, start.column));
    else faults.add(explain(text, start, faults.file));
    return undefined;
  }
  if (!isJsonObject(value)) {
    faults.add(notAnObject(faults.file, start, value));
    return undefined;
  }
  return countKeysRead(value) === keys ? value : checkKeys(value, text, start, faults);
}

const tooDeep = -1;

/** Colons outside of strings; `tooDeep` where brackets nest deeper than any reader here allows. */
function countKeysWritten(text: string): number {
  let depth = 0;
  let colons = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      for (at += 1; at < text.length; at += 1) {
        const inside = text.charCodeAt(at);
        if (inside === 0x22) break;
        if (inside === 0x5c) at += 1;
      }
    } else if (code === 0x3a) colons += 1;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > deepestNesting) return tooDeep;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return colons;
}

/** NaN, which equals nothing, where a key is `__proto__` or a number cannot be what was written. */
function countKeysRead(value: JsonValue): number {
  if (typeof value === 'number') return isExact(value) ? 0 : Number.NaN;
  if (typeof value !== 'object' || value === null) return 0;
  if (!isJsonObject(value)) {
    let total = 0;
    for (const item of value) total += countKeysRead(item);
    return total;
  }
  const keys = Object.keys(value);
  let total = keys.length;
  for (const key of keys) {
    if (key === '__proto__') return Number.NaN;
    const child = value[key];
    if (typeof child !== 'string' && child !== undefined) total += countKeysRead(child);
  }
  return total;
}

/** Integers beyond 2^53 were rounded, and 1e999 is infinite. */
function isExact(value: number): boolean {
  return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
}

/** Looks closer at a row whose keys or numbers are suspicious: a key twice is a warning, the rest costs the row. */
function checkKeys(
  value: JsonObject,
  text: string,
  start: Position,
  faults: Faults,
): JsonObject | undefined {
  const place = placeAt(start.line, start.column);
  if (hasRefusedKey(value)) {
    faults.add(refusedKey(faults.file, place));
    return undefined;
  }
  const problems = problemsOf(text, start, faults.file);
  for (const problem of problems) faults.add(problem);
  return problems.some((problem) => problem.severity === 'error') ? undefined : value;
}

function hasRefusedKey(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!isJsonObject(value)) return value.some(hasRefusedKey);
  return Object.keys(value).some((key) => key === '__proto__' || hasRefusedKey(value[key] ?? null));
}

function refusedKey(file: string, range: TextRange): Problem {
  const message = 'The row has a key "__proto__", which JavaScript programs can trip over.';
  return errorAt(file, range, 'key-refused', message, 'Rename the key.');
}

export function rowTooDeep(file: string, range: TextRange): Problem {
  const message = `The row nests deeper than ${String(deepestNesting)} levels.`;
  return errorAt(file, range, 'row-too-deep', message, 'Write the row with fewer levels.');
}

export function rowTooLarge(file: string, line: number): Problem {
  return errorAt(
    file,
    placeAt(line),
    'row-too-large',
    'A row of more than 8 MB starts here.',
    'Make the row shorter, or check that no line end, quote or bracket is missing.',
    'at most 8 MB for a row',
  );
}

function notAnObject(file: string, start: Position, value: unknown): Problem {
  const kind = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
  const shown = Array.isArray(value) ? '' : `, ${quoteFound(String(value))}`;
  return errorAt(
    file,
    placeAt(start.line, start.column),
    'row-not-object',
    `The row is ${kind}${value === null ? '' : shown}.`,
    'Write the row as an object with named values: {"question": "…"}.',
    'objects',
  );
}

/** The first thing wrong with a text that `JSON.parse` refused. */
export function syntaxProblem(text: string, start: Position, file: string): Problem {
  const errors = problemsOf(text, start, file).filter((one) => one.severity === 'error');
  const found = errors.find((one) => !one.code.endsWith('number')) ?? errors[0];
  if (found !== undefined) return found;
  const message = `The row is not JSON: ${quoteFound(text)}.`;
  const range = placeAt(start.line, start.column);
  return errorAt(file, range, 'json-syntax', message, 'Correct the row.');
}

function problemsOf(text: string, start: Position, file: string): readonly Problem[] {
  const limits = { maxLength: longestRow, maxKeys: longestRow, maxKeysPerMap: longestRow };
  const { problems } = readJson(makeSource(file, text), limits);
  return problems.map((one) => ({ ...one, range: moved(one.range, start) }));
}

function moved(range: TextRange, start: Position): TextRange {
  return { start: movedPosition(range.start, start), end: movedPosition(range.end, start) };
}

function movedPosition({ line, column }: Position, start: Position): Position {
  return {
    line: line + start.line - 1,
    column: line === 1 ? column + start.column - 1 : column,
  };
}
