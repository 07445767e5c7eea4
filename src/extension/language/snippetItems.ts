import * as vscode from 'vscode';
import { snippetsAt } from '#core/authoring/snippets.ts';
import { fromPosition } from './ranges.ts';
import { fileKind } from './selectors.ts';

/** Pieces to start from, only in files of ours: a contributed snippet would stand in every YAML file. */
export const snippetProvider: vscode.CompletionItemProvider = {
  provideCompletionItems(document, position) {
    const kind = fileKind(document.fileName);
    if (kind === undefined || kind === 'sidecar') return [];
    const word = document.getWordRangeAtPosition(position, /[\w-]+/);
    return snippetsAt(kind, document.getText(), fromPosition(position)).map(
      ({ label, detail, body }) => {
        const item = new vscode.CompletionItem(label, vscode.CompletionItemKind.Snippet);
        item.insertText = new vscode.SnippetString(body);
        item.detail = detail;
        item.range = word ?? new vscode.Range(position, position);
        item.sortText = `~${label}`;
        return item;
      },
    );
  },
};
