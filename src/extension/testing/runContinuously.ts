import * as vscode from 'vscode';
import { coalesce } from '../running/coalesce.ts';
import { runTests, type TestRunning } from './runTests.ts';

/** Long enough for "save all", and for what is saved to have been read. */
const settleMs = 1000;

/**
 * Runs what is included of a prompt again whenever it or its dataset is saved in the editor, until it is disposed.
 * Files that change otherwise start nothing.
 */
export function runContinuously(
  running: TestRunning,
  request: vscode.TestRunRequest,
  token: vscode.CancellationToken,
): vscode.Disposable {
  const { tree, services } = running;
  const { workspace } = services;
  const pending = new Set<string>();
  let isRunning = false;

  const included = (): readonly vscode.TestItem[] => {
    const items = request.include ?? tree.prompts;
    return items.filter((item) => pending.has(tree.placeOf(item)?.prompt ?? ''));
  };
  const runPending = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    while (pending.size > 0 && !token.isCancellationRequested) {
      const include = included();
      pending.clear();
      if (include.length === 0) continue;
      await runTests(running, {
        request: new vscode.TestRunRequest(include, request.exclude, request.profile, true),
        token,
        origin: 'save',
        onAllModels: false,
      });
    }
    isRunning = false;
  };
  const soon = coalesce<string>(settleMs, (prompts) => {
    for (const prompt of prompts) pending.add(prompt);
    void runPending();
  });
  return vscode.Disposable.from(
    soon,
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      const saved = workspace.promptOf(uri);
      if (saved !== undefined) soon.add(saved.path);
      for (const { prompt } of workspace.usesOf(uri)) soon.add(prompt.path);
    }),
  );
}
