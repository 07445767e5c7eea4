import * as vscode from 'vscode';
import type { Project } from '../files/workspace.ts';

/** The folder's name; with the way from there where the project is not the folder itself. */
export function nameOf({ root, folder }: Pick<Project, 'root' | 'folder'>): string {
  const inside = vscode.workspace.asRelativePath(vscode.Uri.file(root), false);
  return inside === root || inside === folder.uri.fsPath ? folder.name : `${folder.name}/${inside}`;
}
