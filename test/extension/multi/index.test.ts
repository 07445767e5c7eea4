import assert from 'node:assert/strict';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { forgetEdits, replaceText } from '../edits.ts';
import { eventually } from '../eventually.ts';
import { click, lensAt, lensesOf, lineWith } from '../lenses.ts';
import { providerLog, scriptProvider } from '../provider.ts';
import { askedMarkers, watchSessions } from '../runs.ts';
import { openApi } from '../window.ts';

/** The folder that holds both of the workspace's. */
const parent = dirname(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '');

describe('the index of a window with two folders', () => {
  beforeEach(() => scriptProvider({}));
  afterEach(forgetEdits);

  it('gives each prompt to the nearest project, and to its folder where there is none', async () => {
    const expected = {
      loose: ['alone.prompt.yml'],
      shop: ['prompts/greet.prompt.yml', 'prompts/part.prompt.yml'],
      'shop/nested': ['prompts/inner.prompt.yml'],
    };
    assert.deepEqual(await listed(), expected);
  });

  it('asks the models of the project that a prompt belongs to', async () => {
    const document = await open('shop/nested/prompts/inner.prompt.yml');
    await click(await lensAt(document, lineWith(document, '- id: deep'), 'Run case'));
    const { requests } = await providerLog();
    assert.deepEqual(
      requests.map(({ model, marker }) => [model, marker]),
      [['inner', 'deep']],
    );
    const { history } = await openApi();
    await eventually('the run is in the history of its project alone', async () => {
      const inside = await history.list(join(parent, 'shop/nested'));
      return inside.length === 1 && (await history.list(join(parent, 'shop'))).length === 0;
    });
  });

  it('refuses a prompt where nobody approved a model, and says why', async () => {
    using watched = watchSessions(await openApi());
    const document = await open('loose/alone.prompt.yml');
    await click(await lensAt(document, lineWith(document, '- id: lonely'), 'Run case'));
    const end = await watched.onlyEnd();
    assert.ok(end.kind === 'refused', JSON.stringify(end));
    assert.match(end.message, /assay\.models\.yml/);
    assert.equal((await providerLog()).count, 0);
  });

  it('shows a lens for each prompt that uses a row, and each runs its own', async () => {
    const document = await open('shop/data/guests.jsonl');
    for (const [title, text] of [
      ['Run case for greet', 'Greet: [[grace]] Grace'],
      ['Run case for part', 'Say goodbye: [[grace]] Grace'],
    ] as const) {
      await scriptProvider({});
      await click(await lensAt(document, 1, title));
      const { requests } = await providerLog();
      assert.equal(requests.length, 1);
      assert.ok(JSON.stringify(requests[0]?.body).includes(text));
    }
  });

  it('follows prompt files that come, change their name and go on disk', async () => {
    const file = join(parent, 'shop/prompts/new.prompt.yml');
    const other = join(parent, 'shop/nested/prompts/other.prompt.yml');
    await writeFile(file, promptText('new'));
    await untilListed('shop', 'prompts/new.prompt.yml', true);
    await rename(file, other);
    await untilListed('shop', 'prompts/new.prompt.yml', false);
    await untilListed('shop/nested', 'prompts/other.prompt.yml', true);
    await writeFile(other, promptText('changed'));
    const { workspace } = await openApi();
    await eventually('the new text is read', () => {
      const read = workspace.promptOf(vscode.Uri.file(other));
      return read?.prompt?.name === 'changed';
    });
    await rm(other);
    await untilListed('shop/nested', 'prompts/other.prompt.yml', false);
  });

  it('follows prompt files that an edit of the window makes, renames and deletes', async () => {
    const from = vscode.Uri.file(join(parent, 'loose/made.prompt.yml'));
    const to = vscode.Uri.file(join(parent, 'loose/renamed.prompt.yml'));
    const making = new vscode.WorkspaceEdit();
    making.createFile(from, { contents: Buffer.from(promptText('made')) });
    await vscode.workspace.applyEdit(making);
    await untilListed('loose', 'made.prompt.yml', true);
    const renaming = new vscode.WorkspaceEdit();
    renaming.renameFile(from, to);
    await vscode.workspace.applyEdit(renaming);
    await untilListed('loose', 'made.prompt.yml', false);
    await untilListed('loose', 'renamed.prompt.yml', true);
    const deleting = new vscode.WorkspaceEdit();
    deleting.deleteFile(to);
    await vscode.workspace.applyEdit(deleting);
    await untilListed('loose', 'renamed.prompt.yml', false);
  });

  it('follows whole folders of prompts that come, change their name and go', async () => {
    const away = join(parent, 'away');
    await mkdir(away);
    await writeFile(join(away, 'moved.prompt.yml'), promptText('moved'));
    await rename(away, join(parent, 'shop/first'));
    await untilListed('shop', 'first/moved.prompt.yml', true);
    await rename(join(parent, 'shop/first'), join(parent, 'shop/second'));
    await untilListed('shop', 'second/moved.prompt.yml', true);
    await untilListed('shop', 'first/moved.prompt.yml', false);
    await rm(join(parent, 'shop/second'), { recursive: true });
    await untilListed('shop', 'second/moved.prompt.yml', false);
  });

  it('makes a folder a project of its own when it gets a catalogue', async () => {
    const catalogue = join(parent, 'shop/prompts/assay.models.yml');
    await writeFile(catalogue, 'version: 1\nmodels: []\n');
    await untilListed('shop/prompts', 'greet.prompt.yml', true);
    await rm(catalogue);
    await untilListed('shop', 'prompts/greet.prompt.yml', true);
  });

  it('denies everything while the catalogue is broken, saved or not, and says why', async () => {
    const api = await openApi();
    const catalogue = await open('shop/assay.models.yml');
    const prompt = await open('shop/prompts/greet.prompt.yml');
    await replaceText(catalogue, 'status: approved', 'status: aproved');
    await eventually('the catalogue is gone', () => {
      const project = api.workspace.project(join(parent, 'shop'));
      return project?.catalogue === undefined && (project?.problems.length ?? 0) > 0;
    });
    using watched = watchSessions(api);
    await click(await lensAt(prompt, 0, 'Run 2 cases'));
    const end = await watched.onlyEnd();
    assert.ok(end.kind === 'refused', JSON.stringify(end));
    assert.match(end.message, /^assay\.models\.yml:4: /);
    assert.equal((await providerLog()).count, 0);
    await vscode.window.showTextDocument(catalogue);
    await vscode.commands.executeCommand('undo');
    await eventually('the catalogue is there again', () =>
      api.workspace
        .project(join(parent, 'shop'))
        ?.catalogue?.models.some(({ id }) => id === 'mock/small'),
    );
    await click(await lensAt(prompt, 0, 'Run 2 cases'));
    assert.deepEqual(await askedMarkers(), ['ada', 'grace']);
  });

  it('starts nothing for 5,000 files, and then knows them', async () => {
    const api = await openApi();
    using watched = watchSessions(api);
    // A prompt whose saving would run it is there too.
    const path = join(parent, 'shop/prompts/greet.prompt.yml');
    const root = join(parent, 'shop');
    await vscode.commands.executeCommand('assay.toggleRunOnSave', { root, prompt: path });
    const changes: number[] = [];
    const listener = api.workspace.onDidChange(() => changes.push(1));
    const folder = join(parent, 'shop/many');
    await mkdir(folder);
    await Promise.all(
      Array.from({ length: 5000 }, (_, at) =>
        writeFile(join(folder, `${at}.${at % 2 === 0 ? 'json' : 'yml'}`), '{"id": 1}'),
      ),
    );
    const guests = join(parent, 'shop/data/guests.jsonl');
    for (let at = 0; at < 100; at += 1) {
      await writeFile(guests, `{"id": "ada", "guest": "[[ada]] Ada ${at}"}\n`);
    }
    await writeFile(join(folder, 'last.prompt.yml'), promptText('last'));
    await untilListed('shop', 'many/last.prompt.yml', true);
    const document = await open('shop/data/guests.jsonl');
    await eventually('the last row is known', async () => {
      const prompt = api.workspace.promptOf(vscode.Uri.file(path));
      const { cases } = prompt ? await api.workspace.casesOf(prompt) : { cases: [] };
      return cases.length === 1 && cases[0]?.testCase.values['guest'] === '[[ada]] Ada 99';
    });
    listener.dispose();
    assert.equal(watched.started.length, 0);
    assert.equal((await providerLog()).count, 0);
    assert.ok(changes.length < 50, `It told of ${changes.length} changes.`);
    assert.equal((await lensesOf(document)).filter(isRun).length, 2);
    await rm(folder, { recursive: true });
    await untilListed('shop', 'many/last.prompt.yml', false);
    await vscode.commands.executeCommand('assay.toggleRunOnSave', { root, prompt: path });
  });
});

function isRun({ command }: vscode.CodeLens): boolean {
  return command?.title.includes('Run case') === true;
}

/** Root → its prompts, both as this workspace names them. */
async function listed(): Promise<Readonly<Record<string, readonly string[]>>> {
  const { workspace } = await openApi();
  return Object.fromEntries(
    workspace.projects.map(({ root, prompts }) => [
      root.slice(parent.length + 1),
      prompts.map(({ file }) => file).toSorted(),
    ]),
  );
}

async function untilListed(root: string, file: string, isThere: boolean): Promise<void> {
  await eventually(`${file} is ${isThere ? '' : 'not '}in ${root}`, async () => {
    return ((await listed())[root]?.includes(file) === true) === isThere;
  });
}

async function open(file: string): Promise<vscode.TextDocument> {
  await openApi();
  const document = await vscode.workspace.openTextDocument(join(parent, file));
  await vscode.window.showTextDocument(document);
  return document;
}

function promptText(name: string): string {
  return `name: ${name}\nmodel: mock/small\nmessages:\n  - { role: user, content: hello }\n`;
}
