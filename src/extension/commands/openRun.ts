import type * as vscode from 'vscode';
import { openDocument } from '../documents/virtualDocuments.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { guarded } from './guarded.ts';
import { pickRun } from './picks.ts';

/** One run as a document. */
export function openRun(services: Services): vscode.Disposable {
  return guarded(services, commands.openRun, async (value) => {
    const picked = await pickRun(services, value, 'Which run?');
    if (picked === undefined) return;
    await openDocument({ kind: 'run', root: picked.project.root, run: picked.run.id });
  });
}
