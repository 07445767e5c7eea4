import * as vscode from 'vscode';
import { plainField } from '#base/plainText.ts';
import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import type { StoredRun } from '#core/engine.ts';
import type { RunManifest } from '#protocol/run.ts';
import { nameInProject } from '../files/places.ts';
import type { Project, PromptFile } from '../files/workspace.ts';
import type { Services } from '../services.ts';
import { promptArgument, runArgument, type CaseArgument } from './arguments.ts';
import { caseAt } from './caseChoice.ts';

export interface PickedRun {
  readonly project: Project;
  readonly run: StoredRun;
  readonly manifest: RunManifest;
}

/** The prompt of an argument, of the active editor, or the one that the person picks. `undefined`: none, or no answer. */
export async function pickPrompt(
  { workspace }: Services,
  value: unknown,
): Promise<PromptFile | undefined> {
  await workspace.ready;
  const path = promptArgument(value);
  if (path !== undefined) {
    const named = workspace.promptOf(vscode.Uri.file(path));
    if (named !== undefined) return named;
    const all = workspace.projects.flatMap(({ prompts }) => prompts);
    const found = all.find((one) => one.path === path);
    if (found === undefined) tell('This prompt is not among the prompts of the open folders.');
    return found;
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  const shown = active && workspace.promptOf(active);
  if (shown !== undefined) return shown;
  const used = active === undefined ? [] : workspace.usesOf(active).map(({ prompt }) => prompt);
  const choices = used.length > 0 ? used : workspace.projects.flatMap(({ prompts }) => prompts);
  if (choices.length === 0) {
    tell('No prompt file was found in the open folders.');
    return undefined;
  }
  if (choices.length === 1) return choices[0];
  const items = choices.map((prompt) => ({
    label: plainField(prompt.prompt?.name ?? prompt.file),
    description: plainField(prompt.file),
    prompt,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Which prompt?' });
  return picked?.prompt;
}

/** The case under the cursor of the active editor, or the one that the person picks. */
export async function pickCase(services: Services): Promise<CaseArgument | undefined> {
  const { workspace } = services;
  await workspace.ready;
  const editor = vscode.window.activeTextEditor;
  const prompt = await pickPrompt(services, undefined);
  if (prompt === undefined) return undefined;
  const { cases } = await workspace.casesOf(prompt);
  const there = editor && caseUnder(prompt, cases, editor);
  const picked = there ?? (await pickOutlined(cases));
  return picked && { root: prompt.root, prompt: prompt.path, caseId: picked.testCase.id };
}

function caseUnder(
  prompt: PromptFile,
  cases: readonly OutlinedCase[],
  { document, selection }: vscode.TextEditor,
): OutlinedCase | undefined {
  return caseAt(cases, nameInProject(prompt, document.uri), selection.active.line + 1);
}

/** `first`: the id of a case to have on top. */
export async function pickOutlined(
  cases: readonly OutlinedCase[],
  first?: string,
): Promise<OutlinedCase | undefined> {
  if (cases.length === 0) {
    tell('This prompt has no case.');
    return undefined;
  }
  const sorted = [
    ...cases.filter(({ testCase }) => testCase.id === first),
    ...cases.filter(({ testCase }) => testCase.id !== first),
  ];
  if (sorted.length === 1) return sorted[0];
  const items = sorted.map((outlined) => ({
    label: plainField(outlined.testCase.id, 80),
    description: plainField(`${outlined.testCase.source.file}:${outlined.testCase.source.line}`),
    detail: plainField(JSON.stringify(outlined.testCase.values), 120),
    outlined,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: 'Which case?',
    ignoreFocusOut: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.outlined;
}

/** The run of an argument, or the one that the person picks among all. */
export async function pickRun(
  services: Services,
  value: unknown,
  placeHolder: string,
): Promise<PickedRun | undefined> {
  const { workspace, history } = services;
  await workspace.ready;
  const argument = runArgument(value);
  if (argument !== undefined) {
    const project = workspace.project(argument.root);
    const run = await history.find(argument.root, argument.id);
    if (project !== undefined && run !== undefined) return readable(project, run);
    tell('This run is not here any more.');
    return undefined;
  }
  const runs: PickedRun[] = [];
  for (const project of workspace.projects) {
    for (const run of await history.list(project.root)) {
      if ('value' in run.manifest) runs.push({ project, run, manifest: run.manifest.value });
    }
  }
  return pickAmong(runs, placeHolder);
}

/** Newest first. */
export async function pickAmong(
  runs: readonly PickedRun[],
  placeHolder: string,
): Promise<PickedRun | undefined> {
  if (runs.length === 0) {
    tell('There is no run to pick.');
    return undefined;
  }
  const sorted = runs.toSorted((a, b) => (a.run.id < b.run.id ? 1 : -1));
  const items = sorted.map((entry) => ({
    label: plainField(entry.manifest.prompts.map(({ name }) => name).join(', '), 80),
    description: plainField(entry.manifest.startedAt.slice(0, 16).replace('T', ' ')),
    detail: plainField(runDetail(entry)),
    entry,
  }));
  const answer = await vscode.window.showQuickPick(items, {
    placeHolder,
    // The page of a walkthrough takes the focus back after a click on its buttons.
    ignoreFocusOut: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return answer?.entry;
}

function runDetail({ run, manifest }: PickedRun): string {
  const models = [...new Set(manifest.candidates.map(({ model }) => model))].join(', ');
  if (!('value' in run.summary)) return `not ended, ${models}`;
  const judged = run.summary.value.candidates.reduce((sum, one) => sum + one.judged, 0);
  const passed = run.summary.value.candidates.reduce((sum, one) => sum + one.passed, 0);
  return `${passed} of ${judged} passed, ${models}`;
}

function readable(project: Project, run: StoredRun): PickedRun | undefined {
  if ('value' in run.manifest) return { project, run, manifest: run.manifest.value };
  tell('The files of this run are damaged, or of a newer Assay.');
  return undefined;
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
