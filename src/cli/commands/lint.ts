import { resolve } from 'node:path';
import { plainJson } from '#base/plainText.ts';
import type { Problem } from '#protocol/problem.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { Context } from '../context.ts';
import { exitCodeOfProblems, type ExitCode } from '../exitCodes.ts';
import { problemCount, showProblems } from '../terminal/problems.ts';

export interface LintOptions {
  readonly format: 'table' | 'json';
}

/** Problems are this command's result, so they go to stdout. */
export async function lintCommand(
  context: Context,
  files: readonly string[],
  { format }: LintOptions,
): Promise<ExitCode> {
  const app = await context.open();
  const paths = files.map((file) => resolve(context.cwd, file));
  const found = hasErrors(app.problems)
    ? []
    : await app.engine.lint(paths, new AbortController().signal);
  const problems: readonly Problem[] = [...app.problems, ...found];
  const { out } = context.terminal;
  if (format === 'json') out.json(plainJson({ version: 1, problems }, 2));
  else if (problems.length === 0) out.line(problemCount(problems));
  else showProblems(out, problems);
  return exitCodeOfProblems(problems);
}
