import type { Problem } from '#protocol/problem.ts';

/** Problems as one line each, `code line:column`, warnings with a question mark, hints with a tilde: what tests of readers compare. */
export function places(problems: readonly Problem[]): readonly string[] {
  return problems.map(
    ({ code, severity, range }) =>
      `${code}${marks[severity]} ${range.start.line}:${range.start.column}`,
  );
}

const marks = { error: '', warning: '?', hint: '~' } as const;
