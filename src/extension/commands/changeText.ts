import * as vscode from 'vscode';
import type { TextRange } from '#protocol/problem.ts';
import type { TextChange } from './modelEdits.ts';

/** Makes the change in the editor's text, where it can be undone. */
export function applyChange(
  document: vscode.TextDocument,
  { range, text }: TextChange,
): Thenable<boolean> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(range), text);
  return vscode.workspace.applyEdit(edit);
}

export function rangeOf({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
}
