import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { Feature } from '../services.ts';

export const showLog: Feature = ({ log }) =>
  vscode.commands.registerCommand(commands.showLog, () => {
    log.show(true);
  });
