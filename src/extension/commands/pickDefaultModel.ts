import { join } from 'node:path';
import * as vscode from 'vscode';
import { quoteFound } from '#core/documents/problems.ts';
import type { Project } from '../files/workspace.ts';
import { requireTrust } from '../host/trust.ts';
import { commands } from '../ids.ts';
import type { Feature } from '../services.ts';
import { modelChoices } from '../views/modelChoices.ts';
import { isModelNode } from '../views/nodes.ts';
import { applyChange } from './changeText.ts';
import { noticeText } from '../host/noticeText.ts';
import { suiteModelChange } from './modelEdits.ts';
import { pickProject } from './pickProject.ts';
import { today } from '../language/today.ts';
import { noCatalogue } from './noCatalogue.ts';

/** Writes into `assay.yml` which model is asked by prompts that name none. Takes a model's row, or asks. */
export const pickDefaultModel: Feature = ({ workspace }) =>
  vscode.commands.registerCommand(commands.pickDefaultModel, async (node: unknown) => {
    // It writes into a file of the workspace.
    if (!requireTrust('Choosing the default model')) return;
    await workspace.ready;
    const given = isModelNode(node) ? node : undefined;
    const project =
      given === undefined ? await pickProject(workspace) : workspace.project(given.root);
    if (project === undefined) return;
    const model = given?.id ?? (await chooseModel(project));
    if (model === undefined) return;
    const { catalogue } = workspace.project(project.root) ?? project;
    const choices = catalogue === undefined ? [] : modelChoices(catalogue, [], today());
    if (!choices.some(({ id }) => id === model)) {
      const message = `${noticeText(quoteFound(model))} cannot be asked. Choose an approved model.`;
      void vscode.window.showErrorMessage(message);
      return;
    }
    await makeDefault(project, model);
  });

async function chooseModel({ catalogue, suite }: Project): Promise<string | undefined> {
  if (catalogue === undefined) {
    void vscode.window.showErrorMessage(noCatalogue);
    return undefined;
  }
  const inUse = suite.models.map(({ id }) => id);
  const chosen = await vscode.window.showQuickPick(modelChoices(catalogue, inUse, today()), {
    placeHolder: 'The model for prompts that name none',
    matchOnDetail: true,
  });
  return chosen?.id;
}

async function makeDefault({ root, suite }: Project, model: string): Promise<void> {
  if (suite.models.length === 1 && suite.models[0]?.id === model) return;
  const uri = vscode.Uri.file(join(root, 'assay.yml'));
  const document = await openIfThere(uri);
  if (document === undefined) {
    await createSuite(uri, model);
    return;
  }
  // What somebody else left unsaved is theirs to save.
  const wasDirty = document.isDirty;
  const text = document.getText();
  const change =
    text.trim() === ''
      ? {
          range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
          text: suiteOf(model),
        }
      : suiteModelChange(text, model);
  if (change === undefined) {
    const message = 'assay.yml has problems. Solve them first, then pick the default model.';
    void vscode.window.showErrorMessage(message);
    await vscode.window.showTextDocument(document);
    return;
  }
  const isDone = await applyChange(document, change);
  if (!isDone || (!wasDirty && !(await document.save()))) {
    void vscode.window.showErrorMessage('assay.yml could not be changed. Is it read-only?');
  }
}

async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

async function createSuite(uri: vscode.Uri, model: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, {
    ignoreIfExists: true,
    contents: new TextEncoder().encode(suiteOf(model)),
  });
  if (!(await vscode.workspace.applyEdit(edit))) {
    void vscode.window.showErrorMessage('assay.yml could not be created. Is the folder read-only?');
  }
}

function suiteOf(model: string): string {
  const text = 'version: 1\n';
  return `${text}${suiteModelChange(text, model)?.text ?? ''}`;
}
