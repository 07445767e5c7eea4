import * as vscode from 'vscode';
import { contextKeys } from '../ids.ts';
import type { Feature } from '../services.ts';

/** Keeps `assay.hasPrompts` and `assay.hasCatalogue` true to the files. */
export const workspaceContext: Feature = ({ workspace }) => {
  const told = new Map<string, boolean>();
  let isOver = false;
  const tell = (key: string, value: boolean): void => {
    if (told.get(key) === value) return;
    told.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const look = (): void => {
    if (isOver) return;
    const { projects } = workspace;
    tell(
      contextKeys.hasPrompts,
      projects.some(({ prompts }) => prompts.length > 0),
    );
    tell(
      contextKeys.hasCatalogue,
      projects.some(({ catalogue }) => catalogue !== undefined),
    );
  };
  void workspace.ready.then(look);
  const listening = workspace.onDidChange(look);
  return vscode.Disposable.from(listening, {
    dispose() {
      isOver = true;
    },
  });
};
