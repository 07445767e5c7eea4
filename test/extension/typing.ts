import * as vscode from 'vscode';

/** Writes one text of a document in place of another, as if somebody had typed it. */
export async function replaceText(
  document: vscode.TextDocument,
  before: string,
  after: string,
): Promise<void> {
  const at = document.getText().indexOf(before);
  if (at < 0) throw new Error(`${document.fileName} has no ${before}.`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + before.length));
  edit.replace(document.uri, range, after);
  await vscode.workspace.applyEdit(edit);
}

/** The place just behind a text. */
export function behind(document: vscode.TextDocument, text: string): vscode.Position {
  const at = document.getText().indexOf(text);
  if (at < 0) throw new Error(`${document.fileName} has no ${text}.`);
  return document.positionAt(at + text.length);
}

/** Gives up what is unsaved in every editor, and closes them. */
export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || document.uri.scheme !== 'file') continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** What Assay says about a file: `line: text`. */
export function problemsOf({ uri }: Pick<vscode.TextDocument, 'uri'>): readonly string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Assay')
    .map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}
