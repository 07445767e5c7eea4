import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../eventually.ts';
import { providerLog, scriptProvider } from '../provider.ts';
import { openApi, openWorkspaceFile } from '../window.ts';

describe('running', () => {
  it('from the lens of a case asks for that case and shows its result', async () => {
    await scriptProvider({
      otherwise: { reply: { answer: { text: 'how-to' }, usage: { input: 20, output: 2 } } },
    });
    await openApi();
    const document = await openWorkspaceFile('prompts/triage.prompt.yml');
    const lens = await lensAt(document, 19, 'Run case');
    await vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []));
    const { requests } = await providerLog();
    assert.deepEqual(
      requests.map(({ marker }) => marker),
      ['dead-button', 'dead-button'],
    );
    await lensAt(document, 19, 'failed');
  });
});

async function lensAt(
  document: vscode.TextDocument,
  line: number,
  title: string,
): Promise<vscode.CodeLens & { command: vscode.Command }> {
  return eventually(`a lens "${title}" at line ${line + 1}`, async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      1000,
    );
    const found = lenses.find(
      ({ range, command }) => range.start.line === line && command?.title.includes(title),
    );
    return found as (vscode.CodeLens & { command: vscode.Command }) | undefined;
  });
}
