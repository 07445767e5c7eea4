import * as vscode from 'vscode';
import type { AssayWorkspace } from '../files/workspace.ts';
import type { RunSessions, RunTarget } from './runSessions.ts';

/** Runs a prompt when its file, or one of its datasets, is saved; only where the person turned that on for it. */
export interface RunOnSave extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  isOn(prompt: string): boolean;
  toggle(prompt: string): Promise<boolean>;
}

const memory = 'assay.runOnSave';

/** The choice is the person's and stays out of the workspace's files, so that nobody's repository can make it. */
export function openRunOnSave(
  state: vscode.Memento,
  workspace: AssayWorkspace,
  sessions: RunSessions,
): RunOnSave {
  const changed = new vscode.EventEmitter<void>();
  const chosen = (): readonly string[] => state.get<readonly string[]>(memory, []);
  const saved = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    if (!vscode.workspace.isTrusted) return;
    const on = new Set(chosen());
    const own = workspace.promptOf(uri);
    const users = workspace.usesOf(uri).map(({ prompt }) => prompt);
    for (const { root, path } of new Set(own === undefined ? users : [own])) {
      const isBusy = sessions.active.some(({ target }) => isIn(target, root, path));
      if (!on.has(path) || isBusy) continue;
      sessions.start({ target: { root, prompts: [path] }, origin: 'save' });
    }
  });
  return {
    onDidChange: changed.event,
    isOn: (prompt) => chosen().includes(prompt),
    async toggle(prompt) {
      const before = chosen();
      const isOn = !before.includes(prompt);
      await state.update(
        memory,
        isOn ? [...before, prompt] : before.filter((one) => one !== prompt),
      );
      changed.fire();
      return isOn;
    },
    dispose() {
      saved.dispose();
      changed.dispose();
    },
  };
}

function isIn(target: RunTarget, root: string, prompt: string): boolean {
  return target.prompts.length === 0 ? target.root === root : target.prompts.includes(prompt);
}
