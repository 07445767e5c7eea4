import { lintPrompt, type LintContext } from '#core/authoring/lintPrompt.ts';
import { rowProblems } from '#core/authoring/rowProblems.ts';
import { prepareJudging } from '#core/runner/judging.ts';
import type { Problem } from '#protocol/problem.ts';
import type { AssayWorkspace, PromptFile } from '../files/workspace.ts';

/** What can be said of a prompt only by opening its datasets and preparing its evaluators. */
export async function deepLint(
  workspace: AssayWorkspace,
  file: PromptFile,
  context: LintContext,
): Promise<readonly Problem[]> {
  const { prompt } = file;
  if (prompt === undefined) return [];
  const { cases, problems } = await workspace.casesOf(file);
  const judging = await prepareJudging(
    context.catalogue,
    [{ file: file.file, prompt }],
    context.suite.judge?.id,
    context.today,
  );
  return [
    ...problems,
    ...rowProblems(prompt, cases),
    ...unsaid(judging.problems, lintPrompt(prompt, context)),
  ];
}

/** Preparing an evaluator finds again, in other words, what lint has found in its settings. */
function unsaid(found: readonly Problem[], said: readonly Problem[]): readonly Problem[] {
  const keys = new Set(said.map(keyOf));
  return found.filter((problem) => !keys.has(keyOf(problem)));
}

function keyOf({ code, range: { start } }: Problem): string {
  return `${code} ${start.line}:${start.column}`;
}
