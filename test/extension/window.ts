import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AssayApi } from '#extension/compose.ts';

/** The extension of this window, with the folders looked through. */
export async function openApi(): Promise<AssayApi> {
  const extension = vscode.extensions.getExtension<AssayApi>('assay.assay');
  if (extension === undefined) throw new Error('The extension is not installed in this window.');
  const api = await extension.activate();
  await api.workspace.ready;
  return api;
}

export function workspacePath(file: string): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('No folder is open.');
  return join(folder.uri.fsPath, file);
}

export async function openWorkspaceFile(file: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(workspacePath(file));
  await vscode.window.showTextDocument(document);
  return document;
}
