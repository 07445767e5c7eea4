import * as vscode from 'vscode';

/** The place just behind a text. */
export function behind(document: vscode.TextDocument, text: string): vscode.Position {
  const at = document.getText().indexOf(text);
  if (at < 0) throw new Error(`${document.fileName} has no ${text}.`);
  return document.positionAt(at + text.length);
}

/** What Assay says about a file: `line: text`. */
export function problemsOf({ uri }: Pick<vscode.TextDocument, 'uri'>): readonly string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Assay')
    .map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}
