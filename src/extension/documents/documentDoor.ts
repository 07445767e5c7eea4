import * as vscode from 'vscode';
import { documentScheme } from '../ids.ts';
import { onFirstUse } from '../lazy.ts';
import type { Feature } from '../services.ts';

/** Where the documents of our scheme are asked for. What makes them, and makes them again, is loaded with the first one. */
export const documentDoor: Feature = (services) => {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const owned: vscode.Disposable[] = [changed];
  let isOver = false;
  const documents = onFirstUse(async () => {
    const { VirtualDocuments } = await import('./virtualDocuments.ts');
    const made = new VirtualDocuments(services, (uri) => changed.fire(uri));
    if (isOver) made.dispose();
    else owned.push(made);
    return made;
  });
  owned.push(
    vscode.workspace.registerTextDocumentContentProvider(documentScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => (await documents()).textOf(uri),
    }),
  );
  return {
    dispose() {
      isOver = true;
      vscode.Disposable.from(...owned).dispose();
    },
  };
};
