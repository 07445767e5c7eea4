import type { Problem, TextRange } from '#protocol/problem.ts';

/** More problems than this in one file help nobody. */
const mostProblems = 50;

/** Content of a file in a message is cut to this many UTF-16 units. */
const longestFound = 80;

/** An error keeps a run from starting. `message` says what was found, `next` is an imperative, `allowed` the list or rule. */
export function errorAt(
  file: string,
  range: TextRange,
  code: string,
  message: string,
  next: string,
  allowed?: string,
): Problem {
  return {
    code,
    severity: 'error',
    file,
    range,
    message,
    next,
    ...(allowed !== undefined && { allowed }),
  };
}

/** Like `errorAt`, for what a run can live with. */
export function warningAt(
  file: string,
  range: TextRange,
  code: string,
  message: string,
  next: string,
  allowed?: string,
): Problem {
  return { ...errorAt(file, range, code, message, next, allowed), severity: 'warning' };
}

/** Like `errorAt`, for what could be better. */
export function hintAt(
  file: string,
  range: TextRange,
  code: string,
  message: string,
  next: string,
  allowed?: string,
): Problem {
  return { ...errorAt(file, range, code, message, next, allowed), severity: 'hint' };
}

/** The first 50 problems, then one that counts the rest. The count is an error where one of the rest is. */
export function firstProblems(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= mostProblems) return problems;
  const rest = problems.slice(mostProblems);
  const worst = rest.find((one) => one.severity === 'error') ?? rest[0];
  if (worst === undefined) return problems;
  const note: Problem = {
    code: 'more-problems',
    severity: worst.severity,
    file: worst.file,
    range: worst.range,
    message: `And ${String(rest.length)} more problems in this file.`,
    next: 'Solve the ones above first.',
  };
  return [...problems.slice(0, mostProblems), note];
}

/** By place; those of the first file before those of others. */
export function problemsInOrder(problems: readonly Problem[], first?: string): readonly Problem[] {
  return problems.toSorted(
    (a, b) =>
      Number(b.file === first) - Number(a.file === first) ||
      a.range.start.line - b.range.start.line ||
      a.range.start.column - b.range.start.column,
  );
}

/** File content as it may stand in a message: in quotation marks, cut to 80 characters, nothing invisible in it. */
export function quoteFound(text: string): string {
  const cut = text.length > longestFound ? `${text.slice(0, longestFound - 1)}…` : text;
  return `"${showHidden(cut)}"`;
}

/** Control, bidirectional and invisible characters, and halves of pairs, as `\u{202E}`; the rest unchanged. */
export function showHidden(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => escapes.get(character) ?? codePointName(character.codePointAt(0) ?? 0),
  );
}

/** `\u{202E}` for 0x202E. */
export function codePointName(code: number): string {
  return `\\u{${code.toString(16).toUpperCase().padStart(4, '0')}}`;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);
