import * as vscode from 'vscode';
import type { Feature } from '../services.ts';
import { runContinuously } from './runContinuously.ts';
import { runTests, type TestRunning } from './runTests.ts';
import { growTestTree } from './testTree.ts';

/** Prompts and their cases in VS Code's Test Explorer. */
export const testExplorer: Feature = (services) => {
  const controller = vscode.tests.createTestController('assay', 'Assay');
  const tree = growTestTree(controller, services.workspace);
  const running: TestRunning = { controller, tree, services };
  controller.resolveHandler = (item) => tree.resolve(item);
  controller.refreshHandler = async () => {
    await services.workspace.refresh();
  };
  /** Ends what goes on until somebody switches it off. */
  const continuing = new Set<vscode.Disposable>();
  const profile = (label: string, onAllModels: boolean): vscode.TestRunProfile => {
    const isDefault = !onAllModels;
    const handler = async (
      request: vscode.TestRunRequest,
      token: vscode.CancellationToken,
    ): Promise<void> => {
      if (request.continuous !== true) {
        await runTests(running, { request, token, origin: 'person', onAllModels });
        return;
      }
      const watch = runContinuously(running, request, token);
      continuing.add(watch);
      token.onCancellationRequested(() => {
        watch.dispose();
        continuing.delete(watch);
      });
    };
    const kind = vscode.TestRunProfileKind.Run;
    return controller.createRunProfile(label, kind, handler, isDefault, undefined, isDefault);
  };
  return vscode.Disposable.from(
    profile('Run', false),
    profile('Run on all models', true),
    tree,
    controller,
    {
      dispose() {
        for (const watch of continuing) watch.dispose();
      },
    },
  );
};
