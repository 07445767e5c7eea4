import { basename } from 'node:path';
import * as vscode from 'vscode';
import { PerRoot } from './perRoot.ts';
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
  const watched = new PerRoot(workspace, (root) =>
    watchTree(root, kept, (path, name) => {
      const folder = names.find((one) => one === basename(path));
      if (folder !== undefined) changes.fire({ root, folder, ...(name !== undefined && { name }) });
    }),
  );
  return {
    onDidChange: changes.event,
    dispose() {
      watched.dispose();
      changes.dispose();
    },
  };
}
