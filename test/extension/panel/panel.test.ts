import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FoundCase } from '#core/views/caseView.ts';
import type { AssayApi } from '#extension/compose.ts';
import { writeTo } from '#extension/panel/exportReport.ts';
import { writeExpected } from '#extension/panel/writeExpected.ts';
import { makeZip } from '#support/zip.ts';
import { forgetEdits, replaceText } from '../edits.ts';
import { eventually } from '../eventually.ts';
import { promptNamed } from '../prompts.ts';
import { scriptProvider } from '../provider.ts';
import { runsOnDisk } from '../runs.ts';
import { openApi, workspacePath } from '../window.ts';

describe('the panel', () => {
  let api: AssayApi;
  let root: string;
  let prompt: string;

  before(async () => {
    api = await openApi();
    ({ root, prompt } = promptNamed(api, 'triage'));
    await scriptProvider({
      otherwise: { reply: { answer: { text: 'bug' }, usage: { input: 20, output: 2 } } },
    });
  });
  afterEach(forgetEdits);

  it('opens once, is brought to the front when it is asked for again, and closes', async () => {
    await vscode.commands.executeCommand('assay.openPanel');
    const [tab] = await eventually('a panel', panelTabs);
    assert.equal(tab?.label, 'Assay');
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(prompt));
    await vscode.commands.executeCommand('assay.openHistory', { root, prompt });
    await eventually('the panel in front', () => panelTabs()?.[0]?.isActive);
    assert.equal(panelTabs()?.length, 1);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually('no panel', () => panelTabs() === undefined);
    await vscode.commands.executeCommand('assay.openPanel');
    await eventually('a panel', panelTabs);
  });

  it('opens at a run that the explorer names', async () => {
    const session = api.sessions.start({
      target: { root, prompts: [prompt], cases: ['dead-button'] },
      origin: 'person',
    });
    assert.equal((await session.done).kind, 'ended');
    const [run] = runsOnDisk().toReversed();
    const summary = vscode.Uri.file(workspacePath(`.assay/runs/${run}/summary.json`));
    await vscode.commands.executeCommand('assay.openRunInPanel', summary);
    await eventually('a panel', panelTabs);
    await vscode.commands.executeCommand('assay.openRunInPanel', { root, id: run });
    assert.equal(panelTabs()?.length, 1);
  });

  it('takes in a run that CI kept, and opens at it', async () => {
    const [run = ''] = runsOnDisk().toReversed();
    const folder = workspacePath(`.assay/runs/${run}`);
    const names = ['manifest.json', 'cases.jsonl', 'journal.jsonl', 'summary.json'];
    const entries = await Promise.all(
      names.map(async (name) => {
        return { name: `${run}/${name}`, content: await readFile(join(folder, name)) };
      }),
    );
    const zip = join(tmpdir(), `assay-${run}.zip`);
    await writeFile(zip, makeZip(entries));
    await rm(folder, { recursive: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('assay.openRunFromCi', vscode.Uri.file(zip));
    await rm(zip);
    assert.ok(runsOnDisk().includes(run));
    await eventually('a panel', panelTabs);
    const found = await api.history.find(root, run);
    assert.ok(found && 'value' in found.summary);
  });

  it('writes a report of a run to a file, and leaves an old one where there is no such run', async () => {
    const [run = ''] = runsOnDisk().toReversed();
    const { engine } = api.workspace.project(root) ?? {};
    assert.ok(engine);
    const target = vscode.Uri.file(workspacePath('report.html'));
    const what = { kind: 'run', run } as const;
    assert.deepEqual(await writeTo(engine, { what, format: 'html' }, target), {
      ok: true,
      value: {},
    });
    const page = await readFile(target.fsPath, 'utf8');
    assert.match(page, /^<!doctype html>[\s\S]*dead-button[\s\S]*<\/html>\n$/);
    const gone = { what: { kind: 'run', run: 'x' }, format: 'html' } as const;
    assert.equal((await writeTo(engine, gone, target)).ok, false);
    assert.equal(await readFile(target.fsPath, 'utf8'), page);
  });

  it('writes a corrected answer where the case stands, and saves what was saved', async () => {
    await corrects('dead-button', 'account', prompt, 'expected: bug', 'expected: account');
    const dataset = workspacePath('data/tickets.jsonl');
    const { cases } = await api.workspace.casesOf(promptFile());
    const ofDataset = cases.find(({ testCase }) => testCase.source.file === 'data/tickets.jsonl');
    assert.ok(ofDataset);
    const { expected } = ofDataset.testCase;
    await corrects(
      ofDataset.testCase.id,
      'account',
      dataset,
      `"queue": ${JSON.stringify(expected)}`,
      '"queue": "account"',
    );
  });

  it('writes no answer to a case that is another one by now', async () => {
    const found = await foundCase('dead-button');
    const document = await vscode.workspace.openTextDocument(prompt);
    // What was saved a moment ago may still be on its way to the editor; then it refuses.
    await eventually('the edit is taken', () =>
      replaceText(document, 'The export button', 'The import button').then(
        () => true,
        () => false,
      ),
    );
    const text = document.getText();
    await api.workspace.casesOf(promptFile());
    const outcome = await writeExpected(api, { prompt: promptFile(), found, expected: 'x' });
    assert.equal(outcome.ok, false);
    assert.equal(document.getText(), text);
  });

  function promptFile() {
    const file = api.workspace.promptAt(prompt);
    assert.ok(file);
    return file;
  }

  /** As a run of now would have kept it. */
  async function foundCase(caseId: string): Promise<FoundCase> {
    const { cases } = await api.workspace.casesOf(promptFile());
    const found = cases.find(({ testCase }) => testCase.id === caseId);
    assert.ok(found);
    return { testCase: found.testCase } as FoundCase;
  }

  async function corrects(
    caseId: string,
    expected: string,
    path: string,
    before: string,
    after: string,
  ): Promise<void> {
    const original = await readFile(path, 'utf8');
    try {
      const found = await foundCase(caseId);
      const outcome = await writeExpected(api, { prompt: promptFile(), found, expected });
      assert.deepEqual(outcome, { ok: true, value: {} });
      assert.equal(await readFile(path, 'utf8'), original.replace(before, after));
      assert.notEqual(original, original.replace(before, after));
    } finally {
      await writeFile(path, original);
    }
  }
});

/** `undefined`: there is none. */
function panelTabs(): readonly vscode.Tab[] | undefined {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview)
    .filter(({ input }) => (input as vscode.TabInputWebview).viewType.endsWith('assay.panel'));
  return tabs.length === 0 ? undefined : tabs;
}
