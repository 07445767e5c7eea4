import * as vscode from 'vscode';
import { verdictOf } from '#core/compare/compareCells.ts';
import type { Engine } from '#core/engine.ts';
import { cellKey } from '#core/store/cellKey.ts';
import { findCells } from '../documents/findComparison.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { guarded } from './guarded.ts';
import { promptArgument, runArgument } from './arguments.ts';
import { newestRun } from './caseChoice.ts';
import { acceptedMessage, replacingMessage } from './messages.ts';
import { pickPrompt, pickRun, type PickedRun } from './picks.ts';

/** Takes what a run scored into the baselines of its prompts. */
export function acceptBaseline(services: Services): vscode.Disposable {
  return guarded(services, commands.acceptBaseline, async (value) => {
    if (!vscode.workspace.isTrusted) {
      await askForTrust();
      return;
    }
    const picked = await runOf(services, value);
    if (picked !== undefined) await accept(services, picked);
  });
}

async function runOf(services: Services, value: unknown): Promise<PickedRun | undefined> {
  const isOfPrompt = runArgument(value) === undefined && promptArgument(value) !== undefined;
  if (!isOfPrompt) return pickRun(services, value, 'Which run is to be accepted?');
  const prompt = await pickPrompt(services, value);
  const project = prompt && services.workspace.project(prompt.root);
  if (prompt === undefined || project === undefined) return undefined;
  const run = newestRun(await services.history.list(prompt.root), prompt.file, 'ended');
  if (run !== undefined && 'value' in run.manifest) {
    return { project, run, manifest: run.manifest.value };
  }
  void vscode.window.showInformationMessage(
    'This prompt has no run that could be accepted. Run it first.',
  );
  return undefined;
}

async function accept({ results, log }: Services, picked: PickedRun): Promise<void> {
  const { project, run, manifest } = picked;
  const { engine } = project;
  const lost = await replacedPasses(engine, picked);
  if (lost > 0 && !(await confirm(lost))) return;
  const accepted = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Accepting the run' },
    () => engine.baselines.accept(run),
  );
  const { text, isGood } = acceptedMessage(accepted);
  log.info(text);
  const files = new Set(manifest.prompts.map(({ file }) => file));
  for (const { file, path } of project.prompts) if (files.has(file)) await results.load(path);
  if (isGood) void vscode.window.showInformationMessage(text);
  else void vscode.window.showErrorMessage(text);
}

/** Cases that the baseline has as passed and the run as failed. */
async function replacedPasses(engine: Engine, picked: PickedRun): Promise<number> {
  const found = await findCells(engine, picked);
  if (!('value' in found)) return 0;
  let lost = 0;
  for (const { file, cells } of found.value) {
    const stored = await engine.baselines.read(file);
    if (!('value' in stored)) continue;
    const before = new Map(stored.value.cells.map((cell) => [cellKey(cell), verdictOf(cell)]));
    lost += cells.filter(
      (cell) => verdictOf(cell) === 'failed' && before.get(cellKey(cell)) === 'passed',
    ).length;
  }
  return lost;
}

async function confirm(lost: number): Promise<boolean> {
  const { text, detail } = replacingMessage(lost);
  const yes = 'Accept';
  return (await vscode.window.showWarningMessage(text, { modal: true, detail }, yes)) === yes;
}

async function askForTrust(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const message =
    'In Restricted Mode nothing is accepted: a baseline is a file of the workspace. Trust the folder first.';
  const answer = await vscode.window.showWarningMessage(message, manage);
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
