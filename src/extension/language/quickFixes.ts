import * as vscode from 'vscode';
import { fixesFor } from '#core/authoring/fixes.ts';
import { knowledgeOf, lintPrompt } from '#core/authoring/lintPrompt.ts';
import { rowProblems } from '#core/authoring/rowProblems.ts';
import { DeepLint } from '#core/lint/deepLint.ts';
import { settle } from '#core/lint/settle.ts';
import type { Problem } from '#protocol/problem.ts';
import type { AssayWorkspace } from '../files/workspace.ts';
import type { Services } from '../services.ts';
import { loadMatchers, settlingOf } from './settling.ts';
import { toRange } from './ranges.ts';
import { today } from './today.ts';

/** Approved models in place of others, and words in place of misspelt ones. */
export function quickFixProvider({ workspace }: Services): vscode.CodeActionProvider {
  return {
    async provideCodeActions(document, range, context, token) {
      const ours = context.diagnostics.filter(({ source }) => source === 'Assay');
      if (ours.length === 0) return [];
      const { version } = document;
      const actions = await actionsAt(workspace, document, range, ours);
      return token.isCancellationRequested || document.version !== version ? [] : actions;
    },
  };
}

async function actionsAt(
  workspace: AssayWorkspace,
  document: vscode.TextDocument,
  range: vscode.Range,
  diagnostics: readonly vscode.Diagnostic[],
): Promise<vscode.CodeAction[]> {
  const text = document.getText();
  const catalogue = workspace.projectOf(document.uri)?.catalogue;
  const titles = new Set<string>();
  const actions: vscode.CodeAction[] = [];
  for (const problem of await problemsOf(workspace, document)) {
    if (toRange(problem.range).intersection(range) === undefined) continue;
    for (const { title, range: place, replacement, isPreferred, isSnippet } of fixesFor(
      problem,
      text,
      catalogue,
      today(),
    )) {
      const target = toRange(place);
      const key = `${title} ${target.start.line}:${target.start.character}`;
      if (titles.has(key)) continue;
      titles.add(key);
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      if (isSnippet === true)
        action.edit.set(document.uri, [
          vscode.SnippetTextEdit.replace(target, new vscode.SnippetString(replacement)),
        ]);
      else action.edit.replace(document.uri, target, replacement);
      action.isPreferred = isPreferred;
      action.diagnostics = diagnostics.filter((one) => codeOf(one) === problem.code);
      actions.push(action);
    }
  }
  return actions;
}

/** The code of a diagnostic of ours stands beside the page of its rule. */
function codeOf({ code }: vscode.Diagnostic): string | number | undefined {
  return typeof code === 'object' ? code.value : code;
}

/** Of the text as it is now; while the index is behind there are none. */
async function problemsOf(
  workspace: AssayWorkspace,
  document: vscode.TextDocument,
): Promise<readonly Problem[]> {
  const project = workspace.projectOf(document.uri);
  if (project === undefined) return [];
  const file = workspace.promptOf(document.uri);
  if (file === undefined) {
    const { path } = document.uri;
    return project.problems.filter((problem) => path.endsWith(`/${problem.file}`));
  }
  if (file.text !== document.getText()) return [];
  const { catalogue, suite } = project;
  const context = { catalogue, suite, today: today(), text: file.text };
  const { prompt, problems } = file;
  if (prompt === undefined) return problems;
  const { cases } = await workspace.casesOf(file);
  const lint = new DeepLint(prompt, knowledgeOf(context));
  for (const { testCase } of cases) lint.take(testCase);
  const deep = (await lint.finish()).problems.filter((problem) => problem.file === prompt.file);
  const rows = rowProblems(prompt, cases).filter((problem) => problem.file === prompt.file);
  const all = [...problems, ...lintPrompt(prompt, context), ...rows, ...deep];
  const settled = settle(all, settlingOf(project, file, await loadMatchers()));
  return [...settled.problems, ...settled.idle.filter((one) => one.file === prompt.file)];
}
