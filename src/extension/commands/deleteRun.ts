import * as vscode from 'vscode';
import { counted } from '#core/report/numbers.ts';
import { commands } from '../ids.ts';
import type { Feature, Services } from '../services.ts';
import { runNodesOf } from '../views/nodes.ts';
import type { RunNode } from '../views/runRows.ts';

/** Deletes runs from the disk, after a question. Takes a run's row, and all that are selected. */
export const deleteRun: Feature = (services) =>
  vscode.commands.registerCommand(
    commands.deleteRun,
    async (node: unknown, selected: unknown): Promise<void> => {
      const going = new Set(services.sessions.active.map(({ manifest }) => manifest?.id));
      const nodes = runNodesOf(node, selected).filter(({ id }) => !going.has(id));
      if (nodes.length === 0) {
        const message = 'There is no run to delete: choose one that has ended.';
        void vscode.window.showInformationMessage(message);
        return;
      }
      const yes = 'Delete';
      const detail = 'Their replies and scores cannot be brought back.';
      const question = `Delete ${counted(nodes.length, 'run')} from disk?`;
      const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, yes);
      if (chosen === yes) await remove(nodes, services);
    },
  );

async function remove(
  nodes: readonly RunNode[],
  { workspace, history, log }: Services,
): Promise<void> {
  const left: string[] = [];
  for (const { root, id } of nodes) {
    try {
      const engine = workspace.project(root)?.engine;
      const run = await engine?.history.find(id);
      if (engine !== undefined && run?.id === id) await engine.history.remove(run);
    } catch (error) {
      log.warn(`The run ${id} could not be deleted: ${String(error)}`);
      left.push(id);
    }
    history.refresh(root, [id]);
  }
  if (left.length === 0) return;
  void vscode.window.showErrorMessage(
    `${counted(left.length, 'run')} could not be deleted. The log says why.`,
  );
}
