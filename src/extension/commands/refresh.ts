import * as vscode from 'vscode';
import { commands, views } from '../ids.ts';
import type { Feature } from '../services.ts';

/** Looks through the folders and their runs again. */
export const refresh: Feature = ({ workspace, history }) =>
  vscode.commands.registerCommand(commands.refresh, () =>
    vscode.window.withProgress({ location: { viewId: views.prompts } }, async () => {
      await workspace.refresh();
      history.refresh();
    }),
  );
