import { join, relative } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { Feature } from '../services.ts';
import { isPromptPlace } from '../views/nodes.ts';
import { noticeText } from '../host/noticeText.ts';

/** Opens a prompt, or a line of it or of its dataset. Takes `{ root, prompt, line?, file? }`. */
export const openPrompt: Feature = ({ workspace }) =>
  vscode.commands.registerCommand(commands.openPrompt, async (place: unknown) => {
    if (!isPromptPlace(place) || workspace.project(place.root) === undefined) return;
    const { root, prompt, file, line } = place;
    const path = file === undefined ? prompt : join(root, file);
    if (relative(root, path).startsWith('..')) return;
    await openAt(vscode.Uri.file(path), line);
  });

/** Lines count from 1. */
export async function openAt(uri: vscode.Uri, line: number | undefined): Promise<void> {
  // Where it is open already, beside a result perhaps, is where people look for it.
  const shown = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  const options: vscode.TextDocumentShowOptions =
    shown?.viewColumn === undefined ? {} : { viewColumn: shown.viewColumn };
  if (line !== undefined) {
    const start = new vscode.Position(Math.max(0, line - 1), 0);
    options.selection = new vscode.Range(start, start);
  }
  try {
    await vscode.window.showTextDocument(uri, options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(noticeText(`${uri.fsPath} cannot be opened: ${why}`, 500));
  }
}
