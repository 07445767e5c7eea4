import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Unsaved } from './overlayFiles.ts';

/** What is needed of a `vscode.TextDocument`. */
export interface OpenDocument {
  readonly uri: { readonly scheme: string; readonly fsPath: string };
  readonly isDirty: boolean;
  getText(): string;
}

/**
 * The unsaved texts of open documents. A document that was opened through a link is found by the path without
 * links too. Where links lead is looked up once while a document is unsaved.
 */
export function unsavedTexts(documents: () => readonly OpenDocument[]): Unsaved {
  let known = new Map<string, string>();
  return (path) => {
    const unsaved = documents().filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file');
    if (unsaved.length === 0) {
      known = new Map();
      return undefined;
    }
    return unsaved
      .find(({ uri: { fsPath } }) => {
        if (fsPath === path) return true;
        const real = known.get(fsPath) ?? realPath(fsPath);
        known.set(fsPath, real);
        return real === path;
      })
      ?.getText();
  };
}

/** A file that is gone from the disk still has a folder. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // Falls through to the folder.
  }
  try {
    return join(realpathSync.native(dirname(path)), basename(path));
  } catch {
    return path;
  }
}
