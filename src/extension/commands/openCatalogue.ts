import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { Feature } from '../services.ts';
import { isModelNode } from '../views/nodes.ts';
import { openAt } from './openPrompt.ts';
import { pickProject } from './pickProject.ts';

/** Opens `assay.models.yml`, at a model where one is given. */
export const openCatalogue: Feature = ({ workspace }) =>
  vscode.commands.registerCommand(commands.openCatalogue, async (node: unknown) => {
    await workspace.ready;
    const model = isModelNode(node) ? node : undefined;
    const project =
      model === undefined ? await pickProject(workspace) : workspace.project(model.root);
    if (project === undefined) return;
    const uri = vscode.Uri.file(join(project.root, 'assay.models.yml'));
    if (!(await exists(uri))) {
      await offerSample();
      return;
    }
    await openAt(uri, model === undefined ? undefined : await lineOf(uri, model.id));
  });

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function offerSample(): Promise<void> {
  const create = 'Create a Sample';
  const chosen = await vscode.window.showInformationMessage(
    'There is no assay.models.yml here, so no model may be asked. Write one, or begin with a sample.',
    create,
  );
  if (chosen === create) await vscode.commands.executeCommand(commands.createSample);
}

/** Where the entry of a model most likely begins. */
async function lineOf(uri: vscode.Uri, id: string): Promise<number | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  const lines = document.getText().split(/\r\n|\n|\r/);
  const index = lines.findIndex((line) => {
    const [, written] = /\bid:\s*["']?([^\s"',}]+)/.exec(line) ?? [];
    return written === id;
  });
  return index === -1 ? undefined : index + 1;
}
