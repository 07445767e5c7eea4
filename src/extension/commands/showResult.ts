import * as vscode from 'vscode';
import { openDocument } from '../documents/virtualDocuments.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { guarded } from './guarded.ts';
import { caseArgument, type CaseArgument } from './arguments.ts';
import { noticeText } from '../host/noticeText.ts';
import { pickCase } from './picks.ts';

/** The newest result of one case as a document. */
export function showResult(services: Services): vscode.Disposable {
  return guarded(services, commands.showResult, async (value) => {
    const place = caseArgument(value) ?? (await pickCase(services));
    if (place !== undefined) await show(services, place);
  });
}

async function show(services: Services, place: CaseArgument): Promise<void> {
  const { root, prompt, caseId } = place;
  const newest = await newestResult(services, place);
  const file = services.workspace.project(root)?.prompts.find((one) => one.path === prompt)?.file;
  if (newest !== undefined && file !== undefined) {
    await openDocument({ kind: 'result', root, run: newest, prompt: file, caseId });
    return;
  }
  await offerRun(place);
}

/** Says that nothing has come of the case yet, and runs it where that is wanted. */
export async function offerRun(place: CaseArgument): Promise<void> {
  const { caseId } = place;
  const run = 'Run Case';
  const message = `The case ${noticeText(caseId, 80)} has no result yet.`;
  const answer = await vscode.window.showInformationMessage(message, run);
  if (answer === run) await vscode.commands.executeCommand(commands.runCase, place);
}

/** The id of the newest run that has something on this case. */
export async function newestResult(
  { workspace, results }: Services,
  { prompt, caseId }: CaseArgument,
): Promise<string | undefined> {
  await workspace.ready;
  await results.load(prompt);
  const ids = results
    .ofCase(prompt, caseId)
    .filter(({ trials }) => trials.length > 0)
    .map(({ runId }) => runId);
  return ids.toSorted().at(-1);
}
