import * as vscode from 'vscode';
import { formatYaml } from '#core/authoring/format/formatYaml.ts';

/** Lays out prompts, the suite and the catalogue. What they say stays, and so do comments, quotes and the order of keys. */
export const formattingProvider: vscode.DocumentFormattingEditProvider = {
  provideDocumentFormattingEdits(document) {
    const text = document.getText();
    const laidOut = formatYaml(text);
    if (laidOut === text) return [];
    return [
      vscode.TextEdit.replace(changedRange(document, text, laidOut), changedPart(text, laidOut)),
    ];
  },
};

/** From the first character that differs to the last: the cursor elsewhere stays where it is. */
function changedRange(document: vscode.TextDocument, before: string, after: string): vscode.Range {
  const { start, end } = difference(before, after);
  return new vscode.Range(document.positionAt(start), document.positionAt(before.length - end));
}

function changedPart(before: string, after: string): string {
  const { start, end } = difference(before, after);
  return after.slice(start, after.length - end);
}

function difference(
  before: string,
  after: string,
): { readonly start: number; readonly end: number } {
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { start, end };
}
