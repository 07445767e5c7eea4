import { plainField } from '#base/plainText.ts';
import type { Problem, Severity } from '#protocol/problem.ts';
import { counted } from '#core/report/numbers.ts';
import type { Echo } from './echo.ts';

const mostShown = 50;

/** The worst first. */
const severities: readonly Severity[] = ['error', 'warning', 'hint'];

/**
 * Errors first, in the order of files and lines, each as `file:line:column  severity code  message` with what is allowed and
 * the next step below it; then a line with the numbers. Nothing where there are no problems.
 */
export function showProblems(echo: Echo, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const sorted = problems.toSorted(byPlace);
  for (const problem of sorted.slice(0, mostShown)) showProblem(echo, problem);
  const hidden = problems.length - mostShown;
  if (hidden > 0) echo.line(['faint', `… and ${counted(hidden, 'more problem')}`]);
  echo.line(['strong', problemCount(problems)]);
}

/** `2 errors, 1 warning`. */
export function problemCount(problems: readonly Problem[]): string {
  const parts = severities.flatMap((severity) => {
    const count = problems.filter((problem) => problem.severity === severity).length;
    return count > 0 ? [counted(count, severity)] : [];
  });
  return parts.length === 0 ? 'no problems' : parts.join(', ');
}

function showProblem(
  echo: Echo,
  { file, range, severity, code, message, allowed, next }: Problem,
): void {
  const { line, column } = range.start;
  echo.line(
    ['strong', `${plainField(file)}:${line}:${column}`],
    '  ',
    [looks[severity], severity],
    ` ${plainField(code, 60)}  `,
    plainField(message, 400),
  );
  if (allowed !== undefined) echo.line('    allowed: ', plainField(allowed, 400));
  echo.line('    next: ', plainField(next, 400));
}

const looks = { error: 'bad', warning: 'caution', hint: 'faint' } as const;

function byPlace(a: Problem, b: Problem): number {
  if (a.severity !== b.severity)
    return severities.indexOf(a.severity) - severities.indexOf(b.severity);
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column;
}
