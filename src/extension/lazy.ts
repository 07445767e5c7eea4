import * as vscode from 'vscode';
import type { Feature } from './services.ts';

/**
 * Loads once, when it is asked for first; tries again where that failed. What a person may never use in a window is not
 * loaded when VS Code starts: it stands behind an `import()`, of which the bundler makes a file of its own. Nothing may
 * be asked for while the extension starts, or else it has only become slower.
 */
export function onFirstUse<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/** Commands that are there at once. What registers them in earnest is loaded when the first of them is called. */
export function lazyCommands(
  ids: readonly string[],
  load: () => Promise<readonly Feature[]>,
): Feature {
  return (services) => {
    let isOver = false;
    const become = onFirstUse(async () => {
      const features = await load();
      if (isOver) return;
      owned.dispose();
      owned = vscode.Disposable.from(...features.map((feature) => feature(services)));
    });
    const standIn = (id: string): vscode.Disposable =>
      vscode.commands.registerCommand(id, async (...given: readonly unknown[]) => {
        await become();
        return vscode.commands.executeCommand(id, ...given);
      });
    let owned = vscode.Disposable.from(...ids.map(standIn));
    return {
      dispose() {
        isOver = true;
        owned.dispose();
      },
    };
  };
}

/** A feature that has nothing to do before the folders have been looked through, and nothing where they hold no file of ours. */
export function onceThereAreFiles(load: () => Promise<Feature>): Feature {
  return (services) => {
    const { workspace, log } = services;
    let isOver = false;
    let owned: vscode.Disposable = workspace.onDidChange(() => {
      look();
    });
    const begin = onFirstUse(async () => {
      const feature = await load();
      if (isOver) return;
      owned.dispose();
      owned = feature(services);
    });
    const look = (): void => {
      if (workspace.projects.length === 0) return;
      begin().catch((error: unknown) => {
        log.error('A part of the extension could not be loaded.', error);
      });
    };
    look();
    return {
      dispose() {
        isOver = true;
        owned.dispose();
      },
    };
  };
}
