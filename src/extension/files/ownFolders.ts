import { basename } from 'node:path';
import * as vscode from 'vscode';
import { watchTree } from './watchTree.ts';
import type { AssayWorkspace } from './workspace.ts';

/** Where Assay keeps what it finds out, below `.assay`. */
export type OwnFolder = 'runs' | 'baselines' | 'labels' | 'mlflow';

export interface OwnChange {
  readonly root: string;
  readonly folder: OwnFolder;
  /** What came, went or changed directly in the folder. Absent: anything in it may have. */
  readonly name?: string;
}

/** What changes in the folders that Assay keeps, whoever writes there: one watcher for all who show it. */
export interface OwnFolders extends vscode.Disposable {
  readonly onDidChange: vscode.Event<OwnChange>;
}

const names: readonly OwnFolder[] = ['runs', 'baselines', 'labels', 'mlflow'];
const kept = { '.assay': Object.fromEntries(names.map((name) => [name, {}])) };

export function watchOwnFolders(
  workspace: Pick<AssayWorkspace, 'ready' | 'projects' | 'onDidChange'>,
): OwnFolders {
  const changes = new vscode.EventEmitter<OwnChange>();
  const watched = new Map<string, vscode.Disposable>();
  let isOver = false;
  const follow = (): void => {
    const roots = new Set(workspace.projects.map(({ root }) => root));
    for (const [root, old] of watched) {
      if (roots.has(root)) continue;
      old.dispose();
      watched.delete(root);
    }
    for (const root of roots) {
      if (watched.has(root)) continue;
      const watching = watchTree(root, kept, (path, name) => {
        const folder = names.find((one) => one === basename(path));
        if (folder !== undefined)
          changes.fire({ root, folder, ...(name !== undefined && { name }) });
      });
      watched.set(root, watching);
    }
  };
  void workspace.ready.then(() => {
    if (!isOver) follow();
  });
  const listening = workspace.onDidChange(({ projects }) => {
    if (projects.length > 0) follow();
  });
  return {
    onDidChange: changes.event,
    dispose() {
      isOver = true;
      listening.dispose();
      changes.dispose();
      for (const one of watched.values()) one.dispose();
    },
  };
}
