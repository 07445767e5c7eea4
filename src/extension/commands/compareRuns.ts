import type * as vscode from 'vscode';
import { openDocument } from '../documents/virtualDocuments.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { guarded } from './guarded.ts';
import { shareAPrompt } from './caseChoice.ts';
import { pickAmong, pickRun, type PickedRun } from './picks.ts';

/** A run against another one of the same project; the older one stands before. */
export function compareRuns(services: Services): vscode.Disposable {
  return guarded(services, commands.compareRuns, async (value) => {
    const one = await pickRun(services, value, 'Which run?');
    if (one === undefined) return;
    const other = await pickAmong(await others(services, one), 'Compare with which run?');
    if (other === undefined) return;
    const [before, after] = [one.run.id, other.run.id].toSorted();
    if (before === undefined || after === undefined) return;
    await openDocument({ kind: 'compare', root: one.project.root, before, after });
  });
}

/** Only runs that have a prompt in common can be compared. */
async function others(
  { history }: Services,
  { project, run, manifest }: PickedRun,
): Promise<readonly PickedRun[]> {
  const runs = await history.list(project.root);
  return runs.flatMap((other) => {
    if (other.id === run.id || !('value' in other.manifest)) return [];
    const { value } = other.manifest;
    return shareAPrompt(value, manifest) ? [{ project, run: other, manifest: value }] : [];
  });
}
