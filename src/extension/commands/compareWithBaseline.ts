import * as vscode from 'vscode';
import { openDocument } from '../documents/virtualDocuments.ts';
import { commands } from '../ids.ts';
import type { PromptFile } from '../files/workspace.ts';
import type { Services } from '../services.ts';
import { guarded } from './guarded.ts';
import { newestRun } from './caseChoice.ts';
import { noticeText } from '../host/noticeText.ts';
import { pickPrompt } from './picks.ts';

/** The newest complete run of a prompt against its baseline. */
export function compareWithBaseline(services: Services): vscode.Disposable {
  return guarded(services, commands.compareWithBaseline, async (value) => {
    const prompt = await pickPrompt(services, value);
    if (prompt !== undefined) await compare(services, prompt);
  });
}

async function compare({ workspace, history }: Services, prompt: PromptFile): Promise<void> {
  const { root, file } = prompt;
  const project = workspace.project(root);
  if (project === undefined) return;
  const run = newestRun(await history.list(root), file, 'complete');
  const name = noticeText(prompt.prompt?.name ?? file, 80);
  if (run === undefined) {
    void vscode.window.showInformationMessage(`${name} has no complete run yet. Run it first.`);
    return;
  }
  const stored = await project.engine.baselines.read(file);
  if ('value' in stored) {
    await openDocument({ kind: 'compare', root, before: 'baseline', after: run.id, prompt: file });
  } else if (stored.fault === 'missing') {
    const accept = 'Accept Newest Run';
    const message = `${name} has no baseline yet: nothing was accepted that runs could be compared with.`;
    const answer = await vscode.window.showInformationMessage(message, accept);
    if (answer === accept) {
      await vscode.commands.executeCommand(commands.acceptBaseline, { root, id: run.id });
    }
  } else void vscode.window.showErrorMessage(noticeText(stored.message, 500));
}
