import * as vscode from 'vscode';
import { fileLinks } from '#core/authoring/hints/fileLinks.ts';
import { makeSource } from '#core/documents/source.ts';
import { datasetPath } from '../files/places.ts';
import type { Services } from '../services.ts';
import { confinedPath } from './datasetTexts.ts';
import { toRange } from './ranges.ts';

/** Files that a prompt names, if they lie inside the project. */
export function linkProvider({ workspace }: Services): vscode.DocumentLinkProvider {
  return {
    async provideDocumentLinks(document, token) {
      const file = workspace.promptOf(document.uri);
      if (file === undefined) return [];
      const text = document.getText();
      const source = makeSource('', text);
      const links: vscode.DocumentLink[] = [];
      for (const { start, end, file: named } of fileLinks(document.fileName, text)) {
        if ((await confinedPath(file, named)) === undefined) continue;
        if (token.isCancellationRequested) return [];
        const target = vscode.Uri.file(datasetPath(file, named));
        links.push(new vscode.DocumentLink(toRange(source.range(start, end)), target));
      }
      return links;
    },
  };
}
