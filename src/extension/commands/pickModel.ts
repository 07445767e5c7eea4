import * as vscode from 'vscode';
import type { AssayWorkspace, Project, PromptFile } from '../files/workspace.ts';
import { commands } from '../ids.ts';
import type { Feature } from '../services.ts';
import { modelChoices } from '../views/modelChoices.ts';
import { isModelSwap } from '../views/nodes.ts';
import { applyChange } from './changeText.ts';
import { insertModelChange, replaceModelChange } from './modelEdits.ts';
import { today } from '../language/today.ts';
import { noCatalogue } from './noCatalogue.ts';

/** Swaps the model of a prompt. Takes `{ root, prompt, model? }`: with a model nothing is asked; without anything it is the active prompt's. */
export const pickModel: Feature = ({ workspace }) =>
  vscode.commands.registerCommand(commands.pickModel, async (given: unknown) => {
    await workspace.ready;
    const swap = isModelSwap(given) ? given : undefined;
    const prompt =
      swap === undefined
        ? activePrompt(workspace)
        : workspace.promptOf(vscode.Uri.file(swap.prompt));
    const project = prompt === undefined ? undefined : workspace.project(prompt.root);
    if (prompt === undefined || project?.catalogue === undefined) {
      const message =
        prompt === undefined
          ? 'Open a prompt first, then choose another model for it.'
          : noCatalogue;
      void vscode.window.showErrorMessage(message);
      return;
    }
    const old = await whichModel(prompt);
    if (old === cancelled) return;
    const model = swap?.model ?? (await chooseModel(project, prompt, old));
    if (model === undefined) return;
    await useModel(workspace, prompt.uri, old, model);
  });

const cancelled = Symbol('cancelled');

function activePrompt(workspace: AssayWorkspace): PromptFile | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  return active === undefined ? undefined : workspace.promptOf(active);
}

/** The model that goes: the only one, the one under the cursor, or the one chosen. */
async function whichModel({
  prompt,
  uri,
}: PromptFile): Promise<string | undefined | typeof cancelled> {
  const models = prompt?.models ?? [];
  if (models.length < 2) return models[0]?.id;
  const editor = vscode.window.activeTextEditor;
  const line =
    editor?.document.uri.toString() === uri.toString() ? editor.selection.active.line + 1 : 0;
  const here = models.filter(({ range }) => range.start.line === line);
  if (here.length === 1) return here[0]?.id;
  const chosen = await vscode.window.showQuickPick(
    models.map(({ id }) => id),
    { placeHolder: 'Which of the prompt’s models is to be replaced?' },
  );
  return chosen ?? cancelled;
}

async function chooseModel(
  { catalogue }: Project,
  { prompt }: PromptFile,
  old: string | undefined,
): Promise<string | undefined> {
  if (catalogue === undefined) return undefined;
  const used = (prompt?.models ?? []).map(({ id }) => id);
  const choices = modelChoices(catalogue, used, today()).filter(({ id }) => !used.includes(id));
  const chosen = await vscode.window.showQuickPick(choices, {
    placeHolder: old === undefined ? 'The model for this prompt' : `Instead of ${old}`,
    matchOnDetail: true,
  });
  return chosen?.id;
}

/** The places are taken from the text as it is now; time has passed since the question. */
async function useModel(
  workspace: AssayWorkspace,
  uri: vscode.Uri,
  old: string | undefined,
  model: string,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const file = workspace.promptOf(uri);
  const text = document.getText();
  const isCurrent = file !== undefined && file.text === text;
  const place = file?.prompt?.models.find(({ id }) => id === old);
  const isAsBefore = isCurrent && (place !== undefined) === (old !== undefined);
  const change = !isAsBefore
    ? undefined
    : place === undefined
      ? insertModelChange(text, model)
      : replaceModelChange(text, place.range, model);
  if (change !== undefined && (await applyChange(document, change))) return;
  const why = isAsBefore ? 'There is no place for it.' : 'The file has changed meanwhile.';
  void vscode.window.showErrorMessage(`The model was not replaced. ${why} Write it by hand.`);
}
