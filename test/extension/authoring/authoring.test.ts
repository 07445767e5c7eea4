import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../eventually.ts';
import { forgetEdits, replaceText } from '../edits.ts';
import { personWho } from '../person.ts';
import { behind } from '../reading.ts';
import { openApi, openWorkspaceFile, workspacePath } from '../window.ts';

describe('authoring', () => {
  before(openApi);
  afterEach(forgetEdits);

  describe('renaming', () => {
    it('changes a variable in the prompt and the column of its dataset at once', async () => {
      const document = await openWorkspaceFile('prompts/faq.prompt.yml');
      const rows = await vscode.workspace.openTextDocument(workspacePath('data/faq.yml'));
      const before = rows.getText();
      await rename(document, behind(document, '{{quest'), 'asked');
      assert.match(document.getText(), /content: "\{\{asked\}\}"/);
      assert.equal(rows.getText(), before.replaceAll('question:', 'asked:'));
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('undo');
      assert.match(document.getText(), /\{\{question\}\}/);
    });

    it('changes the name in a map, and leaves the column', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await rename(document, behind(document, '{{tick'), 'message');
      const text = document.getText();
      assert.match(text, /map: \{ message: body, expected: queue \}/);
      assert.match(text, /or other\? \{\{message\}\}"/);
      assert.doesNotMatch(text, /ticket:|\{\{ticket/);
    });

    it('is refused with a reason where the name is taken', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await assert.rejects(rename(document, behind(document, '{{tick'), 'expected'), /meaning/);
    });

    it('of a column changes what the prompts call it', async () => {
      const rows = await openWorkspaceFile('data/tickets.jsonl');
      await rename(rows, behind(rows, '"bod'), 'text');
      assert.doesNotMatch(rows.getText(), /"body"/);
      const prompt = await vscode.workspace.openTextDocument(
        workspacePath('prompts/triage.prompt.yml'),
      );
      assert.match(prompt.getText(), /map: \{ ticket: text, expected: queue \}/);
    });

    it('and looking for references go to cases and columns', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      const found = await vscode.commands.executeCommand<vscode.Location[]>(
        'vscode.executeReferenceProvider',
        document.uri,
        behind(document, '{{tick'),
      );
      const lines = found.map(({ uri, range }) => `${nameOf(uri)}:${range.start.line + 1}`);
      assert.deepEqual(lines.toSorted(), [
        'tickets.jsonl:1',
        'triage.prompt.yml:14',
        'triage.prompt.yml:17',
        'triage.prompt.yml:21',
        'triage.prompt.yml:24',
        'triage.prompt.yml:28',
        'triage.prompt.yml:9',
      ]);
    });
  });

  describe('code actions', () => {
    it('move cases into a file beside the prompt, which then uses it', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      const before = document.getText();
      const found = await actions(document, behind(document, 'testData:'));
      const move = found.find(({ title }) => title.endsWith('triage.cases.jsonl'));
      assert.equal(move?.title, 'Move 3 cases into triage.cases.jsonl');
      const editor = await vscode.window.showTextDocument(document);
      const at = behind(document, 'testData:');
      editor.selection = new vscode.Selection(at, at);
      // A lamp that VS Code lights meanwhile, for problems that come late, puts out what was asked for by hand.
      for (let tries = 1; document.getText().includes('testData'); tries += 1) {
        await vscode.commands.executeCommand('editor.action.codeAction', {
          kind: 'refactor.extract',
          apply: 'first',
        });
        const gone = eventually(
          'the cases are gone',
          () => !document.getText().includes('testData'),
          2000,
        );
        await (tries === 5 ? gone : gone.catch(() => undefined));
      }
      const file = vscode.Uri.file(workspacePath('prompts/triage.cases.jsonl'));
      const bytes = await eventually('the file is there', () =>
        Promise.resolve(vscode.workspace.fs.readFile(file)).catch(() => undefined),
      );
      const written = new TextDecoder().decode(bytes);
      assert.equal(written.trimEnd().split('\n').length, 3);
      assert.match(document.getText(), /- file: triage\.cases\.jsonl/);
      assert.doesNotMatch(document.getText(), /testData/);
      await vscode.workspace.fs.delete(file);
      // VS Code saves what a refactoring has changed in several files.
      await replaceText(document, document.getText(), before);
      await document.save();
    });

    it('add a missing variable, write blocks, and take a small dataset in', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      await replaceText(document, 'content: "{{ticket}}"', 'content: "{{ticket}} {{tone}}"');
      await eventually('the variable can be added', async () =>
        titles(await actions(document, behind(document, '{{ton'))).includes(
          'Add "tone" to 3 cases',
        ),
      );
      const inCase = titles(await actions(document, behind(document, 'ticket: "[[charged')));
      assert.ok(inCase.includes('Write the text as a block of lines'), inCase.join());
      const inDataset = titles(await actions(document, behind(document, '- file: ..')));
      assert.ok(
        inDataset.some((title) => /^Write \d+ cases of \.\.\/data\/tickets\.jsonl/.test(title)),
        inDataset.join(),
      );
    });

    it('make a case of what is selected', async () => {
      const document = await openWorkspaceFile('prompts/triage.prompt.yml');
      const end = behind(document, 'You sort support tickets');
      const range = new vscode.Range(end.translate(0, -'support tickets'.length), end);
      const found = await actions(document, range);
      assert.ok(titles(found).includes('Make a case of the selection, as {{text}}'));
    });
  });

  it('formatting is offered where it was asked for, and keeps comments', async () => {
    const configuration = vscode.workspace.getConfiguration('assay');
    await configuration.update('format.enabled', true, vscode.ConfigurationTarget.Global);
    const document = await openWorkspaceFile('prompts/faq.prompt.yml');
    await replaceText(document, 'datasets:\n  - file:', 'datasets:   # all\n- file:  ');
    await eventually('the file is laid out', async () => {
      const edits = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
        'vscode.executeFormatDocumentProvider',
        document.uri,
        { tabSize: 2, insertSpaces: true },
      );
      if (edits === undefined || edits.length === 0) return false;
      const change = new vscode.WorkspaceEdit();
      change.set(document.uri, edits);
      return vscode.workspace.applyEdit(change);
    });
    assert.match(document.getText(), /datasets: {3}# all\n {2}- file: \.\.\/data\/faq\.yml\n/);
    await configuration.update('format.enabled', undefined, vscode.ConfigurationTarget.Global);
  });

  it('hints say how many tokens a message takes, and can be turned off', async () => {
    const document = await openWorkspaceFile('prompts/triage.prompt.yml');
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = (): Thenable<vscode.InlayHint[]> =>
      vscode.commands.executeCommand('vscode.executeInlayHintProvider', document.uri, all);
    const found = await eventually('there are hints', async () => {
      const some = await hints();
      return some.length === 3 && some;
    });
    assert.match(JSON.stringify(found[0]?.label), /≈ 1\d tokens/);
    assert.equal(found[0]?.position.line, 6);
    const configuration = vscode.workspace.getConfiguration('assay');
    await configuration.update('inlayHints.enabled', false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await hints(), []);
    await configuration.update('inlayHints.enabled', undefined, vscode.ConfigurationTarget.Global);
  });

  it('tokens tell a variable that no case has from the others', async () => {
    const document = await openWorkspaceFile('prompts/triage.prompt.yml');
    await replaceText(document, 'or other? {{ticket}}', 'or other? {{tikcet}}');
    const types = await eventually('there are tokens', async () => {
      const found = await vscode.commands.executeCommand<vscode.SemanticTokens | undefined>(
        'vscode.provideDocumentSemanticTokens',
        document.uri,
      );
      const data = [...(found?.data ?? [])];
      const kinds = data.filter((_, index) => index % 5 === 3);
      return kinds.length === 2 && kinds;
    });
    assert.deepEqual(types, [0, 1]);
  });

  it('links lead to datasets', async () => {
    const document = await openWorkspaceFile('prompts/triage.prompt.yml');
    const found = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    assert.ok(found.some(({ target }) => target?.fsPath === workspacePath('data/tickets.jsonl')));
  });

  it('messages, cases and variants fold, those of other formats by their roles', async () => {
    const document = await openWorkspaceFile('prompts/triage.prompt.yml');
    // VS Code itself folds YAML by its indentation.
    const yaml = await folds(document.uri);
    for (const lines of ['6-7', '11-14', '16-19']) assert.ok(yaml.includes(lines), yaml.join());
    const path = vscode.Uri.file(workspacePath('prompts/a.prompty'));
    await vscode.workspace.fs.writeFile(path, Buffer.from('---\nname: a\n---\nsystem:\nHi\n'));
    const file = await vscode.workspace.openTextDocument(path);
    assert.equal(file.languageId, 'prompty');
    assert.deepEqual(await folds(path), ['1-3', '4-5']);
    await vscode.workspace.fs.delete(path);
  });

  it('snippets stand among the completions of a list', async () => {
    const document = await openWorkspaceFile('prompts/triage.prompt.yml');
    await replaceText(document, 'datasets:\n', '  - \ndatasets:\n');
    const at = document.positionAt(document.getText().indexOf('  - \ndatasets') + 4);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at,
    );
    const found = items.find(({ kind }) => kind === vscode.CompletionItemKind.Snippet);
    assert.equal(found?.label, 'case');
  });

  it('a preview goes from case to case, and to another model', async () => {
    using person = personWho({ pick: ['dead-button', 'base', 'Model', 'mock/large'] });
    await openWorkspaceFile('prompts/triage.prompt.yml');
    await vscode.commands.executeCommand('assay.preview');
    assert.match(shown(), /The export button does nothing[\s\S]*\| `mock\/small`/);
    await vscode.commands.executeCommand('assay.previewNextCase');
    assert.match(shown(), /Case `change-language`.*, 3 of \d+/);
    await vscode.commands.executeCommand('assay.previewPreviousCase');
    assert.match(shown(), /Case `dead-button`/);
    await vscode.commands.executeCommand('assay.previewChoose');
    assert.match(shown(), /\| `mock\/large`.*\n\| `mock\/small`/);
    assert.deepEqual(person.said.at(-1), 'Which model?');
  });

  it('a prompt is compared with another: what it sends, and its settings', async () => {
    using person = personWho({ pick: ['faq.prompt.yml', 'charged-twice'] });
    await openWorkspaceFile('prompts/triage.prompt.yml');
    await vscode.commands.executeCommand('assay.comparePrompt');
    assert.equal(person.said[0], 'Compare with which version?');
    const text = shown();
    assert.match(
      text,
      /^# `prompts\/triage\.prompt\.yml` compared with `prompts\/faq\.prompt\.yml`/,
    );
    assert.match(text, /## Variant `base` sends other messages/);
    assert.match(text, /\| `base: maxTokens` +\| `60` +\| `20`/);
    const sides = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputTextDiff);
    assert.equal(sides.length, 1);
  });
});

/** The text of the document in front. */
function shown(): string {
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.uri.scheme, 'assay');
  return document.getText();
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

async function rename(
  document: vscode.TextDocument,
  at: vscode.Position,
  to: string,
): Promise<void> {
  const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
    'vscode.executeDocumentRenameProvider',
    document.uri,
    at,
    to,
  );
  assert.ok(await vscode.workspace.applyEdit(edit));
}

async function actions(
  { uri }: vscode.TextDocument,
  at: vscode.Position | vscode.Range,
): Promise<readonly vscode.CodeAction[]> {
  const range = at instanceof vscode.Range ? at : new vscode.Range(at, at);
  // The number is of those that are worked out.
  return vscode.commands.executeCommand(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    'refactor',
    20,
  );
}

function titles(found: readonly vscode.CodeAction[]): readonly string[] {
  return found.map(({ title }) => title);
}

async function folds(uri: vscode.Uri): Promise<readonly string[]> {
  const found = await vscode.commands.executeCommand<vscode.FoldingRange[] | undefined>(
    'vscode.executeFoldingRangeProvider',
    uri,
  );
  return (found ?? []).map(({ start, end }) => `${start + 1}-${end + 1}`);
}
