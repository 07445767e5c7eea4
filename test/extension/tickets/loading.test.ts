import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '#extension/ids.ts';
import { openApi } from '../window.ts';

describe('commands', () => {
  it('are all there, before and after the first of them has loaded what they do', async () => {
    await openApi();
    assert.deepEqual(await registered(), Object.values(commands));
    await Promise.all([
      vscode.commands.executeCommand(commands.showLog),
      vscode.commands.executeCommand(commands.showLog),
    ]);
    assert.deepEqual(await registered(), Object.values(commands));
  });
});

/** Those of ours that VS Code knows. */
async function registered(): Promise<readonly string[]> {
  const all = new Set(await vscode.commands.getCommands(true));
  return Object.values(commands).filter((id) => all.has(id));
}
