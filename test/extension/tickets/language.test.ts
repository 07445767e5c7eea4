import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../eventually.ts';
import { forgetEdits, replaceText } from '../edits.ts';
import { behind, problemsOf } from '../reading.ts';
import { openApi, openWorkspaceFile, workspacePath } from '../window.ts';

describe('language', () => {
  before(openApi);
  afterEach(forgetEdits);

  describe('problems', () => {
    it('of a key that nobody knows come while typing, and go when it is right', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await replaceText(document, 'modelParameters:', 'modelParametres:');
      await problem(document, /^4: .*"modelParametres".*Did you mean "modelParameters"/);
      await replaceText(document, 'modelParametres:', 'modelParameters:');
      await none(document);
    });

    it('of a model that is blocked name one that is approved', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await replaceText(document, 'model: mock/small', 'model: mock/old');
      await problem(document, /^3: "mock\/old" is blocked in assay\.models\.yml\. Use mock\/small/);
    });

    it('of a model that is on no list come, too', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await replaceText(document, 'model: mock/small', 'model: mock/smal');
      await problem(document, /^3: "mock\/smal" is not in assay\.models\.yml\. Use mock\/small/);
    });

    it('of a variable that no case has stand at the variable', async () => {
      const document = await openWorkspaceFile('prompts/faq.prompt.yml');
      await replaceText(document, '{{question}}', '{{qestion}}');
      await problem(document, /^7: .*"qestion"/);
    });

    it('of a row that lacks a variable stand in the dataset, as soon as it is open', async () => {
      await openWorkspaceFile('prompts/triage.prompt.yml');
      const rows = await openWorkspaceFile('data/tickets.jsonl');
      await replaceText(
        rows,
        '"id": "crash-on-start", "body":',
        '"id": "crash-on-start", "boddy":',
      );
      await problem(rows, /^2: /);
      await replaceText(rows, '"boddy"', '"body"');
      await none(rows);
    });

    it('of broken YAML do not hide the outline', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await replaceText(
        document,
        'modelParameters: { temperature: 0,',
        'modelParameters: { temperature: [',
      );
      await problem(document, /^\d+: /);
      assert.deepEqual(await outline(document), [
        'name',
        'description',
        'model',
        'modelParameters',
        'messages: system, user',
        'variants: short',
        'testData: charged-twice, dead-button, change-language',
        'datasets: ../data/tickets.jsonl',
        'evaluators: right queue',
      ]);
    });

    it('of the catalogue stand in the catalogue', async () => {
      const document = await openWorkspaceFile('assay.models.yml');
      await replaceText(document, 'status: approved', 'status: aproved');
      await problem(document, /^4: .*aproved/);
    });
  });

  describe('quick fixes', () => {
    it('put an approved model in place of a blocked one', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await replaceText(document, 'model: mock/small', 'model: mock/old');
      await problem(document, /blocked/);
      const [first] = await fixes(document);
      assert.equal(first?.title, 'Replace by "mock/small"');
      assert.equal(first.isPreferred, true);
      await vscode.workspace.applyEdit(first.edit ?? new vscode.WorkspaceEdit());
      assert.equal(document.lineAt(2).text, 'model: mock/small');
      await none(document);
    });

    it('put an approved model in place of one that is on no list', async () => {
      const document = await openWorkspaceFile('prompts/faq.prompt.yml');
      await replaceText(document, 'mock/large', 'mock/lrge');
      await problem(document, /not in/);
      const [first] = await fixes(document);
      await vscode.workspace.applyEdit(first?.edit ?? new vscode.WorkspaceEdit());
      assert.equal(document.lineAt(2).text, 'models: [mock/small, mock/large]');
    });

    it('spell a key as it is spelt', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await replaceText(document, 'modelParameters:', 'modelParametres:');
      await problem(document, /modelParametres/);
      const [first] = await fixes(document);
      await vscode.workspace.applyEdit(first?.edit ?? new vscode.WorkspaceEdit());
      assert.equal(document.lineAt(3).text, 'modelParameters: { temperature: 0, maxTokens: 20 }');
    });
  });

  describe('completion', () => {
    it('offers the models that may be asked', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await replaceText(document, 'model: mock/small', 'model: ');
      const items = await completions(document, behind(document, 'model: '));
      assert.deepEqual(labels(items), ['mock/small', 'mock/large', 'mock/unpriced']);
    });

    it('offers variables inside the braces', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await replaceText(document, '"{{ticket}}"', '"{{');
      const items = await completions(document, behind(document, 'content: "{{'));
      assert.ok(labels(items).includes('ticket'), labels(items).join());
    });

    it('offers metrics', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await replaceText(document, 'uses: exact-match', 'uses: ');
      const items = await completions(document, behind(document, 'uses: '));
      assert.ok(labels(items).includes('exact-match'), labels(items).join());
      assert.ok(labels(items).includes('contains'), labels(items).join());
    });

    it('offers keys that are not there yet', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await replaceText(document, 'evaluators:\n', 're\nevaluators:\n');
      const items = await completions(document, behind(document, '\nre'));
      assert.ok(labels(items).includes('repeats'), labels(items).join());
      assert.ok(!labels(items).includes('messages'), labels(items).join());
    });
  });

  describe('hover', () => {
    it('tells of a model what it costs', async () => {
      const text = await hover('prompts/triage.prompt.yml', 'model: mock');
      assert.match(text, /mock\\\/small/);
      assert.match(text, /1.*2/);
    });

    it('tells of a metric what it measures', async () => {
      assert.match(await hover('prompts/triage.prompt.yml', 'uses: exact'), /exact\\-match/);
    });

    it('tells of a variable where it comes from', async () => {
      assert.match(await hover('prompts/triage.prompt.yml', '"{{tick'), /ticket/);
    });

    it('tells of a key what it is for', async () => {
      assert.match(await hover('prompts/triage.prompt.yml', 'modelPar'), /modelParameters/);
    });
  });

  describe('definition', () => {
    it('of a variable is the column beside the prompt and the column of the dataset', async () => {
      const places = await definitions('prompts/triage.prompt.yml', '"{{tick');
      assert.deepEqual(places, [
        ['tickets.jsonl', 0],
        ['triage.prompt.yml', 16],
      ]);
    });

    it('of a dataset is the file', async () => {
      const places = await definitions('prompts/triage.prompt.yml', 'file: ../data/tick');
      assert.deepEqual(places, [['tickets.jsonl', 0]]);
    });
  });

  it('gives an outline of a prompt', async () => {
    const document = await openWorkspaceFile('prompts/triage.prompt.yml');
    assert.deepEqual(await outline(document), [
      'name',
      'description',
      'model',
      'modelParameters',
      'messages: system, user',
      'variants: short',
      'testData: charged-twice, dead-button, change-language',
      'datasets: ../data/tickets.jsonl',
      'evaluators: right queue',
    ]);
  });

  it('says nothing in a YAML file that is none of Assay’s', async () => {
    const uri = vscode.Uri.file(workspacePath('docker-compose.yml'));
    const text = 'services:\n  web:\n    image: "{{image}}"\n    modle: mock/old\nmodel: \n';
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    await replaceText(document, 'web', 'webb');
    const prompt = await openWorkspaceFile('prompts/triage.prompt.yml');
    await replaceText(prompt, 'model: mock/small', 'model: mock/old');
    await problem(prompt, /blocked/);
    assert.deepEqual(vscode.languages.getDiagnostics(uri), []);
    const lenses = await vscode.commands.executeCommand<unknown[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    assert.deepEqual(lenses, []);
    const items = await completions(document, behind(document, '\nmodel: '));
    assert.ok(!labels(items).some((label) => label.includes('mock/')), labels(items).join());
    assert.deepEqual(await hoversAt(document, behind(document, 'mod')), []);
    assert.deepEqual(await hoversAt(document, behind(document, '{{im')), []);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri);
  });
});

function problem(document: vscode.TextDocument, pattern: RegExp): Promise<string> {
  return eventually(`a problem ${String(pattern)}`, () =>
    problemsOf(document).find((one) => pattern.test(one)),
  ).catch((error: unknown) => {
    throw new Error(`${String(error)} There are: ${problemsOf(document).join(' | ')}`);
  });
}

async function none(document: vscode.TextDocument): Promise<void> {
  await eventually('no problem', () => problemsOf(document).length === 0);
}

async function fixes({ uri }: vscode.TextDocument): Promise<readonly vscode.CodeAction[]> {
  const [diagnostic] = vscode.languages.getDiagnostics(uri);
  assert.ok(diagnostic !== undefined, 'There is no problem.');
  return eventually('a quick fix', async () => {
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      diagnostic.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const ours = found.filter(({ edit }) => edit !== undefined);
    return ours.length > 0 && ours;
  });
}

async function completions(
  { uri }: vscode.TextDocument,
  position: vscode.Position,
): Promise<readonly vscode.CompletionItem[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri,
    position,
  );
  // Words of the document are VS Code's own guess.
  return items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text);
}

function labels(items: readonly vscode.CompletionItem[]): string[] {
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

async function hover(file: string, text: string): Promise<string> {
  const document = await openWorkspaceFile(file);
  const [said, ...more] = await hoversAt(document, behind(document, text));
  assert.deepEqual(more, []);
  return said ?? '';
}

async function hoversAt(
  { uri }: vscode.TextDocument,
  position: vscode.Position,
): Promise<readonly string[]> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    position,
  );
  return hovers.flatMap(({ contents }) =>
    contents.map((one) => {
      assert.ok(one instanceof vscode.MarkdownString);
      assert.ok(one.isTrusted !== true && one.supportHtml !== true);
      return one.value;
    }),
  );
}

async function definitions(file: string, text: string): Promise<readonly unknown[]> {
  const document = await openWorkspaceFile(file);
  const places = await vscode.commands.executeCommand<vscode.Location[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    behind(document, text),
  );
  return places.map(({ uri, range }) => [uri.path.split('/').at(-1), range.start.line]);
}

async function outline({ uri }: vscode.TextDocument): Promise<readonly string[]> {
  const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
    'vscode.executeDocumentSymbolProvider',
    uri,
  );
  return symbols.map(({ name, children }) =>
    children.length === 0 ? name : `${name}: ${children.map((one) => one.name).join(', ')}`,
  );
}
