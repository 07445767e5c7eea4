import * as vscode from 'vscode';

/** The files of what was accepted, in every folder of the window: one watcher for all who show it. */
export interface BaselineFiles extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  /** Says that this window wrote some: the first file of a folder that is as new is not always seen. */
  tell(): void;
}

export function watchBaselines(): BaselineFiles {
  const changed = new vscode.EventEmitter<void>();
  const watcher = vscode.workspace.createFileSystemWatcher('**/.assay/baselines/*.json');
  const tell = (): void => changed.fire();
  const owned = vscode.Disposable.from(
    changed,
    watcher,
    watcher.onDidCreate(tell),
    watcher.onDidChange(tell),
    watcher.onDidDelete(tell),
  );
  return { onDidChange: changed.event, tell, dispose: () => void owned.dispose() };
}
