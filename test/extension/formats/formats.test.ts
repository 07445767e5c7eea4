import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { eventually } from '../eventually.ts';
import { click, lensAt, lineWith } from '../lenses.ts';
import { providerLog, scriptProvider } from '../provider.ts';
import { askedMarkers } from '../runs.ts';
import { openApi, openWorkspaceFile, workspacePath } from '../window.ts';

describe('a prompt of another tool', () => {
  beforeEach(async () => {
    await scriptProvider({});
    await openApi();
  });

  it('runs the case that stands under a lens of the file beside it', async () => {
    const document = await openWorkspaceFile('greeting.prompty.assay.yml');
    await click(await lensAt(document, lineWith(document, '- id: bo'), 'Run case'));
    assert.deepEqual(await askedMarkers(), ['bo']);
    const [request] = (await providerLog()).requests;
    assert.match(JSON.stringify(request?.body), /Greet in a warm way\..*I am BO\./);
  });

  it('runs all its cases from the lens over it', async () => {
    const document = await openWorkspaceFile('greeting.prompty');
    await click(await lensAt(document, 0, 'Run 2 cases'));
    assert.deepEqual((await askedMarkers()).toSorted(), ['ada', 'bo']);
  });

  it('runs the case that its own values make', async () => {
    const document = await openWorkspaceFile('joke.prompt');
    await click(await lensAt(document, 0, 'Run 1 case'));
    assert.deepEqual(await askedMarkers(), ['joke']);
  });

  it('has its mistakes at their lines', async () => {
    const { uri } = await openWorkspaceFile('wrong.prompty');
    const found = await eventually('a problem of the file', () =>
      vscode.languages.getDiagnostics(uri).find(({ message }) => message.includes('qestion')),
    );
    assert.equal(found.range.start.line, 6);
  });

  it('is imported, with a report of its keys', async () => {
    await openWorkspaceFile('joke.prompt');
    await vscode.commands.executeCommand('assay.importPrompt');
    const text = await readFile(workspacePath('joke.prompt.yml'), 'utf8');
    assert.match(text, /^template: handlebars$/m);
    const report = await eventually('the report', () =>
      vscode.window.visibleTextEditors.find(({ document }) =>
        document.getText().includes('2 keys: 2 kept'),
      ),
    );
    assert.match(report.document.getText(), /`joke\.prompt:2`/);
  });

  it('runs the case of a file of tests from its line, before and after an edit', async () => {
    const document = await openWorkspaceFile('towns.csv');
    await click(await lensAt(document, lineWith(document, 'oslo,'), 'Run case'));
    assert.deepEqual(await askedMarkers(), ['oslo']);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 0), 'bern,Bern,contains:Swiss\n');
    await vscode.workspace.applyEdit(edit);
    await scriptProvider({});
    await click(await lensAt(document, lineWith(document, 'rome,'), 'Run case'));
    assert.deepEqual(await askedMarkers(), ['rome']);
  });

  it('has completion for its variables and models, and its variables are renamed with their cases', async () => {
    const document = await openWorkspaceFile('greeting.prompty');
    const offset = document.getText().indexOf('name | upper');
    const at = document.positionAt(offset);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at,
    );
    assert.ok(list.items.some(({ label }) => label === 'name'));
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      at,
      'person',
    );
    const files = edit.entries().map(([uri]) => uri.path.split('/').at(-1));
    assert.deepEqual(new Set(files), new Set(['greeting.prompty', 'greeting.prompty.assay.yml']));
  });
});
