import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { PanelDoor } from '../panel/panelDoor.ts';
import type { Feature, Services } from '../services.ts';
import { caseArgument, promptArgument } from './arguments.ts';
import { guarded } from './guarded.ts';
import { pickCase, pickRun } from './picks.ts';
import { runPlaceOf } from './runPlace.ts';
import { newestResult, offerRun } from './showResult.ts';

/** The panel where it was, at a run, or at the history of a prompt. */
export function panelCommands(panel: PanelDoor): Feature {
  return (services) =>
    vscode.Disposable.from(
      guarded(services, commands.openPanel, () => panel.open(services, {})),
      guarded(services, commands.openRunInPanel, (value) => openRun(services, panel, value)),
      guarded(services, commands.showInPanel, (value) => showCase(services, panel, value)),
      guarded(services, commands.openHistory, (value) => openHistory(services, panel, value)),
    );
}

async function openRun(services: Services, panel: PanelDoor, value: unknown): Promise<void> {
  await services.workspace.ready;
  const place = runPlaceOf(value);
  // The explorer names folders as they were opened, which may be by a link.
  const project = place && services.workspace.projectOf(vscode.Uri.file(place.root));
  const named = place && project ? { root: project.root, id: place.id } : value;
  const picked = await pickRun(services, named, 'Which run?');
  if (picked === undefined) return;
  const route = { page: 'run', run: picked.run.id, prompt: 0 } as const;
  await panel.open(services, { root: picked.project.root, route });
}

/** A case in the newest run that has something on it: on a candidate that is not as it should be, where there is one. */
async function showCase(services: Services, panel: PanelDoor, value: unknown): Promise<void> {
  const place = caseArgument(value) ?? (await pickCase(services));
  if (place === undefined) return;
  const { root, prompt, caseId } = place;
  const run = await newestResult(services, place);
  const own = services.results.ofCase(prompt, caseId).filter(({ runId }) => runId === run);
  const shown = own.find(({ outcome }) => outcome === 'failed' || outcome === 'error') ?? own[0];
  const candidate = shown?.trials[0]?.candidate;
  if (run === undefined || candidate === undefined) return offerRun(place);
  const found = await services.history.find(root, run);
  const manifest = found && 'value' in found.manifest ? found.manifest.value : undefined;
  const part = manifest?.candidates[candidate]?.prompt ?? 0;
  const route = { page: 'run', run, prompt: part, case: { caseId, candidate } } as const;
  await panel.open(services, { root, route });
}

/** Of the prompt that is named, or that the active editor shows; otherwise of the one that ran last. */
async function openHistory(services: Services, panel: PanelDoor, value: unknown): Promise<void> {
  const { workspace } = services;
  await workspace.ready;
  const path = promptArgument(value);
  const uri =
    path === undefined ? vscode.window.activeTextEditor?.document.uri : vscode.Uri.file(path);
  const prompt = uri && workspace.promptOf(uri);
  const route = { page: 'history', file: prompt?.file } as const;
  await panel.open(services, { ...(prompt !== undefined && { root: prompt.root }), route });
}
