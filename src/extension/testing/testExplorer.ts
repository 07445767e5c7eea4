import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { onFirstUse } from '../lazy.ts';
import type { TestRunning } from './runTests.ts';
import { growTestTree } from './testTree.ts';
import type { TierProfiles } from './tierProfiles.ts';

export interface TestExplorer extends vscode.Disposable {
  readonly controller: vscode.TestController;
  readonly profiles: readonly vscode.TestRunProfile[];
}

/** Prompts and their cases in VS Code's Test Explorer. */
export function openTestExplorer(services: Services): TestExplorer {
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
        const { runTests } = await import('./runTests.ts');
        await runTests(running, { request, token, origin: 'person', onAllModels });
        return;
      }
      const { runContinuously } = await import('./runContinuously.ts');
      if (token.isCancellationRequested) return;
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
  const profiles = [profile('Run', false), profile('Run on all models', true)];
  let tiers: TierProfiles | undefined;
  let isOver = false;
  const openTiers = onFirstUse(async () => {
    const { openTierProfiles } = await import('./tierProfiles.ts');
    if (!isOver) tiers = openTierProfiles(running);
  });
  const watching = services.workspace.onDidChange(() => {
    if (services.workspace.projects.some(({ suite }) => suite.tiers)) void openTiers();
  });
  return {
    controller,
    get profiles() {
      return [...profiles, ...(tiers?.profiles ?? [])];
    },
    dispose() {
      isOver = true;
      for (const watch of continuing) watch.dispose();
      vscode.Disposable.from(
        watching,
        ...(tiers ? [tiers] : []),
        ...profiles,
        tree,
        controller,
      ).dispose();
    },
  };
}
