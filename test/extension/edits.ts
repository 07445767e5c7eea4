import * as vscode from 'vscode';

/** Replaces the first place of a text, and does not save. */
export async function replaceText(
  document: vscode.TextDocument,
  before: string,
  after: string,
): Promise<void> {
  const at = document.getText().indexOf(before);
  if (at === -1) throw new Error(`The document does not hold "${before}".`);
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + before.length));
  await apply(document, [new vscode.TextEdit(range, after)]);
}

export async function apply(
  { uri }: vscode.TextDocument,
  edits: readonly vscode.TextEdit[],
): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.set(uri, [...edits]);
  if (!(await vscode.workspace.applyEdit(change))) throw new Error('VS Code refused an edit.');
}

/** Gives every unsaved document of the workspace the text of its file again, and closes all editors. */
export async function forgetEdits(): Promise<void> {
  // VS Code writes the user's settings through a document of its own, which nobody can show.
  const unsaved = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && vscode.workspace.getWorkspaceFolder(uri) !== undefined,
  );
  for (const document of unsaved) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
