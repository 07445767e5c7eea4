import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { Feature } from '../services.ts';

/** `Assay: Get Started`. */
export const openWalkthrough: Feature = ({ context }) =>
  vscode.commands.registerCommand(commands.openWalkthrough, async () => {
    const id = `${context.extension.id}#start`;
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', id, false);
  });
