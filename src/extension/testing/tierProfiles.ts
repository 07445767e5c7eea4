import * as vscode from 'vscode';
import { runTests, type TestRunning } from './runTests.ts';

export interface TierProfiles extends vscode.Disposable {
  readonly profiles: readonly vscode.TestRunProfile[];
}

/** A run profile for each tier that an `assay.yml` of the window names, as long as it names it. */
export function openTierProfiles(running: TestRunning): TierProfiles {
  const { controller, services } = running;
  const { workspace } = services;
  const profiles = new Map<string, vscode.TestRunProfile>();
  const make = (tier: string): vscode.TestRunProfile =>
    controller.createRunProfile(
      `Run tier ${tier}`,
      vscode.TestRunProfileKind.Run,
      (request, token) =>
        runTests(running, { request, token, origin: 'person', onAllModels: false, tier }),
      false,
    );
  const follow = (): void => {
    const named = new Set(
      workspace.projects.flatMap(({ suite }) => Object.keys(suite.tiers ?? {})),
    );
    for (const [tier, profile] of profiles) {
      if (named.has(tier)) continue;
      profile.dispose();
      profiles.delete(tier);
    }
    for (const tier of named) if (!profiles.has(tier)) profiles.set(tier, make(tier));
  };
  follow();
  const listening = workspace.onDidChange(follow);
  return {
    get profiles() {
      return [...profiles.values()];
    },
    dispose() {
      listening.dispose();
      for (const profile of profiles.values()) profile.dispose();
    },
  };
}
