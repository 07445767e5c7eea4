import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { knowledgeOf, lintPrompt, type LintContext } from '#core/authoring/lintPrompt.ts';
import { rowProblems } from '#core/authoring/rowProblems.ts';
import { DeepLint } from '#core/lint/deepLint.ts';
import { RecordedRequests } from '#core/lint/recorded.ts';
import { settle } from '#core/lint/settle.ts';
import { metricOf } from '#core/metrics/builtin.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import { defaultsOf, prepareJudging } from '#core/runner/judging.ts';
import type { Problem } from '#protocol/problem.ts';
import type { AssayWorkspace, PromptFile } from '../files/workspace.ts';
import { settlingOf } from './settling.ts';

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
  const quick = lintPrompt(prompt, context);
  const deep = new DeepLint(prompt, {
    ...knowledgeOf(context),
    recorded: await recordedIn(file.root),
  });
  for (const { testCase } of cases) deep.take(testCase);
  const found = [
    ...problems,
    ...rowProblems(prompt, cases),
    ...unsaid(judging.problems, quick),
    ...(await deep.finish()).problems,
  ];
  found.push(...unsaid(await scorerProblems(workspace, file, prompt), found));
  return [...found, ...idleComments(workspace, file, [...file.problems, ...quick, ...found])];
}

/** Only now is everything known that a comment of the prompt could silence. */
function idleComments(
  workspace: AssayWorkspace,
  file: PromptFile,
  problems: readonly Problem[],
): readonly Problem[] {
  const project = workspace.project(file.root);
  if (project === undefined) return [];
  const own = problems.filter((problem) => problem.file === file.file);
  return settle(own, settlingOf(project, file, undefined)).idle.filter(
    (one) => one.file === file.file,
  );
}

async function recordedIn(root: string): Promise<RecordedRequests | undefined> {
  const path = join(root, '.assay', 'recordings', 'replies.jsonl');
  const files = nodeFiles(nodeClock);
  if ((await files.stat(path)) === undefined) return undefined;
  const { loadRecordings } = await import('#core/models/layers/recordings.ts');
  const { value } = await loadRecordings({ files, path, keep: 'hash', knownKeys: () => [] });
  return value === undefined ? undefined : new RecordedRequests(value);
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
