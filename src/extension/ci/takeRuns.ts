import * as vscode from 'vscode';
import { moveFolder } from '#core/adapters/moveFolder.ts';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { importFailure } from '#core/artefacts/importFailure.ts';
import { importRuns, type ImportedRuns } from '#core/artefacts/importRuns.ts';
import { pickAmong } from '../commands/picks.ts';
import type { Project } from '../files/workspace.ts';
import { signalOf } from '../host/abortSignal.ts';
import { noticeText } from '../host/noticeText.ts';
import type { PanelDoor } from '../panel/panelDoor.ts';
import type { Services } from '../services.ts';

export interface TakingDesk {
  readonly services: Services;
  readonly panel: PanelDoor;
  readonly project: Project;
}

/** Copies the runs of a zip or a folder into the project's own, and shows one of them in the panel. */
export async function takeRuns(desk: TakingDesk, path: string): Promise<void> {
  const { services, panel, project } = desk;
  const { root } = project;
  const taken = await taking(root, path);
  if (taken === undefined) return;
  const ids = taken.runs.map(({ id }) => id);
  services.history.refresh(root, ids);
  services.log.info(`Taken in from CI: ${ids.join(', ')}`);
  const run = ids.length === 1 ? ids[0] : await pickOne(desk, ids);
  if (run !== undefined) {
    await panel.open(services, { root, route: { page: 'run', run, prompt: 0 } });
  }
}

/** `undefined`: the person was told why not, or cancelled. */
async function taking(root: string, path: string): Promise<ImportedRuns | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Assay: taking in a run from CI',
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (_progress, token) => {
    const link = signalOf(token);
    const files = nodeFiles(nodeClock);
    try {
      const desk = { files, clock: nodeClock, random: Math.random, root, move: moveFolder };
      return await importRuns(desk, path, link.signal);
    } catch (error) {
      if (link.signal.aborted) return undefined;
      const text = importFailure(error);
      if (text === undefined) throw error;
      void vscode.window.showErrorMessage(noticeText(text, 400));
      return undefined;
    } finally {
      link.dispose();
    }
  });
}

async function pickOne(
  { services: { history }, project }: TakingDesk,
  ids: readonly string[],
): Promise<string | undefined> {
  const runs = await history.load(project.root, ids);
  const readable = runs.flatMap((run) =>
    'value' in run.manifest ? [{ project, run, manifest: run.manifest.value }] : [],
  );
  return (await pickAmong(readable, 'Which of the runs?'))?.run.id;
}
