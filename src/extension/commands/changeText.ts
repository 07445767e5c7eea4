import * as vscode from 'vscode';
import { toRange } from '../language/ranges.ts';
import type { TextChange } from './modelEdits.ts';

/** Makes the change in the editor's text, where it can be undone. */
export function applyChange(
  document: vscode.TextDocument,
  { range, text }: TextChange,
): Thenable<boolean> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, toRange(range), text);
  return vscode.workspace.applyEdit(edit);
}
