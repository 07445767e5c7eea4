import * as vscode from 'vscode';
import { tiersOf } from '#core/project/tiers.ts';
import type { Project } from '../files/workspace.ts';
import { commands, settings } from '../ids.ts';
import { today } from '../language/today.ts';
import type { Services } from '../services.ts';
import { guarded } from './guarded.ts';
import { pickProject } from './pickProject.ts';
import { tierChoice } from './tierChoice.ts';

/** A tier as `assay run --tier` runs it. Given its name, nothing is asked. */
export function runTier(services: Services): vscode.Disposable {
  return guarded(services, commands.runTier, async (value) => {
    const { workspace, sessions } = services;
    await workspace.ready;
    const project = await pickProject(workspace);
    if (project === undefined) {
      void vscode.window.showInformationMessage('There is no prompt file in this window.');
      return;
    }
    const isNamed = tiersOf(project.suite).some(({ name }) => name === value);
    const tier = isNamed ? String(value) : await pickTier(services, project);
    if (tier === undefined) return;
    const target = { root: project.root, prompts: [], tier };
    await sessions.start({ target, origin: 'person' }).done;
  });
}

async function pickTier({ keys }: Services, project: Project): Promise<string | undefined> {
  const found = vscode.workspace.getConfiguration('assay').inspect(settings.budgetPerRunUsd);
  const own: unknown = found?.globalValue;
  const facts = { perRunUsd: typeof own === 'number' && own >= 0 ? own : 1, today: today() };
  const items = await Promise.all(
    tiersOf(project.suite).map((tier) => tierChoice(project, tier, keys, facts)),
  );
  const options = { placeHolder: 'Which tier?', matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.tier;
}
