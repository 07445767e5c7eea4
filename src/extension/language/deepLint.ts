import { lintPrompt, type LintContext } from '#core/authoring/lintPrompt.ts';
import { rowProblems } from '#core/authoring/rowProblems.ts';
import { metricOf } from '#core/metrics/builtin.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import { defaultsOf, prepareJudging } from '#core/runner/judging.ts';
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
    defaultsOf(context.suite),
    context.today,
  );
  const found = [
    ...problems,
    ...rowProblems(prompt, cases),
    ...unsaid(judging.problems, lintPrompt(prompt, context)),
  ];
  return [...found, ...unsaid(await scorerProblems(workspace, file, prompt), found)];
}

/** Of code that the user wrote: it is compiled, and never run. Only prompts that have some pay for an engine. */
async function scorerProblems(
  workspace: AssayWorkspace,
  { root, path }: PromptFile,
  { evaluators }: Prompt,
): Promise<readonly Problem[]> {
  const hasScorer = evaluators.some(({ uses }) => metricOf(uses)?.runsCode === true);
  const engine = hasScorer ? workspace.project(root)?.engine : undefined;
  if (engine === undefined) return [];
  const problems = await engine.lint([path], new AbortController().signal);
  return problems.filter(({ code }) => /^(?:scorer|path|file)-/.test(code));
}

/** Preparing an evaluator finds again, in other words, what lint has found in its settings. */
function unsaid(found: readonly Problem[], said: readonly Problem[]): readonly Problem[] {
  const keys = new Set(said.map(keyOf));
  return found.filter((problem) => !keys.has(keyOf(problem)));
}

function keyOf({ code, file, range: { start } }: Problem): string {
  return `${code} ${file}:${start.line}:${start.column}`;
}
