import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { forgetEdits, replaceText } from '../edits.ts';
import { eventually } from '../eventually.ts';
import { click, lensAt, lensesOf, lineWith } from '../lenses.ts';
import { scriptProvider } from '../provider.ts';
import { outcomesOf, runsOnDisk, trialsOf } from '../runs.ts';
import { openApi, openWorkspaceFile, workspacePath } from '../window.ts';

const triage = 'prompts/triage.prompt.yml';

describe('a result', () => {
  beforeEach(() => scriptProvider({ otherwise: { reply: { answer: { text: 'bug' } } } }));
  afterEach(forgetEdits);

  it('is stale while the prompt says something else, and not after the edit is undone', async () => {
    const document = await ranTriage();
    const line = lineWith(document, '- id: dead-button');
    await lensAt(document, line, /passed$/);
    await replaceText(document, 'You sort support tickets.', 'You sort letters.');
    await lensAt(document, line, 'passed · stale');
    // The other variant has a message of its own.
    assert.deepEqual(await staleCandidates('dead-button'), ['base']);
    await vscode.commands.executeCommand('undo');
    await lensAt(document, line, /passed$/);
    assert.deepEqual(await staleCandidates('dead-button'), []);
  });

  it('is not stale for a comment, a name or a description', async () => {
    const document = await ranTriage();
    await replaceText(document, 'name: triage', '# Somebody was here.\nname: sorting');
    await replaceText(document, 'Sorts a support ticket', 'Puts a support ticket');
    const line = lineWith(document, '- id: dead-button');
    await eventually('the edit is taken in', async () =>
      (await lensesOf(document)).some(({ range }) => range.start.line === line),
    );
    await lensAt(document, line, /passed$/);
    assert.deepEqual(await staleCases(), []);
  });

  it('is stale for the case whose row was changed, and for no other', async () => {
    await ranTriage();
    const document = await openWorkspaceFile('data/tickets.jsonl');
    await replaceText(document, 'My refund is three weeks late.', 'My refund is late.');
    await lensAt(document, lineWith(document, '[[late-refund]]'), 'stale');
    await lensAt(document, lineWith(document, '[[crash-on-start]]'), /passed$/);
    assert.deepEqual(await staleCases(), ['late-refund']);
    await vscode.commands.executeCommand('undo');
    await lensAt(document, lineWith(document, '[[late-refund]]'), /failed[^·]*$/);
    await eventually('nothing is stale', async () => (await staleCases()).length === 0);
  });

  it('stays with its case when rows are moved', async () => {
    await ranTriage();
    const document = await openWorkspaceFile('data/tickets.jsonl');
    const line = lineWith(document, '[[crash-on-start]]');
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(line, 0, line, 0);
    await vscode.commands.executeCommand('editor.action.moveLinesDownAction');
    await lensAt(document, line + 1, /passed$/);
    await lensAt(document, line, /failed[^·]*$/);
    assert.deepEqual(await staleCases(), []);
  });

  it('of a run that the command line makes meanwhile appears, whole', async () => {
    const api = await openApi();
    // While the other case is under way, the run is on disk and not at its end.
    await scriptProvider({
      rules: [{ when: { marker: 'parking' }, do: { latencyMs: 1500 } }],
      otherwise: { reply: { answer: { text: 'nine to five' } } },
    });
    const document = await openWorkspaceFile('data/faq.yml');
    await lensAt(document, 0, 'Run case');
    const prompt = workspacePath('prompts/faq.prompt.yml');
    await api.results.load(prompt);
    const before = runsOnDisk();
    await runCli('run', 'prompts/faq.prompt.yml', '--cache', 'off');
    const [id = ''] = runsOnDisk().filter((one) => !before.includes(one));
    assert.notEqual(id, '');
    const shown = (): readonly string[] => {
      const rows = api.results.ofPrompt(prompt).filter(({ runId }) => runId === id);
      return outcomesOf(rows).toSorted();
    };
    await eventually('all of the run is there', () => shown().length === 4).catch(() => undefined);
    assert.deepEqual(shown(), [
      'base mock/large: failed',
      'base mock/large: passed',
      'base mock/small: failed',
      'base mock/small: passed',
    ]);
    await lensAt(document, lineWith(document, '- id: opening-hours'), /passed$/);
    await lensAt(document, lineWith(document, '- id: parking'), 'failed');
    const root = api.workspace.promptOf(vscode.Uri.file(prompt))?.root ?? '';
    assert.equal((await trialsOf(api, root, id)).length, 4);
    assert.equal((await api.history.list(root))[0]?.id, id);
  });
});

async function ranTriage(): Promise<vscode.TextDocument> {
  await openApi();
  const document = await openWorkspaceFile(triage);
  await click(await lensAt(document, 0, 'Run 8 cases'));
  return document;
}

async function staleCandidates(caseId: string): Promise<readonly string[]> {
  const { results } = await openApi();
  return results
    .ofCase(workspacePath(triage), caseId)
    .filter(({ isStale }) => isStale)
    .map(({ variant }) => variant);
}

async function staleCases(): Promise<readonly string[]> {
  const { results } = await openApi();
  const stale = results.ofPrompt(workspacePath(triage)).filter(({ isStale }) => isStale);
  return [...new Set(stale.map(({ caseId }) => caseId))];
}

/** The built program, which knows the provider by a configuration of its own. */
async function runCli(...args: readonly string[]): Promise<void> {
  const folder = vscode.extensions.getExtension('assay.assay')?.extensionPath ?? '';
  const home = await mkdtemp(join(tmpdir(), 'assay-cli-'));
  const config = join(home, 'config.yml');
  const baseUrl = process.env['ASSAY_TEST_PROVIDER'];
  try {
    await writeFile(
      config,
      `providers:\n  mock: { kind: compatible, baseUrl: "${baseUrl}", key: none }\n`,
    );
    const env = { HOME: home, ASSAY_CONFIG: config, ELECTRON_RUN_AS_NODE: '1' };
    const program = join(folder, 'dist/assay.cjs');
    const options = { cwd: workspacePath(''), env };
    await promisify(execFile)(process.execPath, [program, ...args], options).catch(
      // 1: something failed, which is for the test to look at.
      (error: unknown) => assert.equal((error as { readonly code?: unknown }).code, 1),
    );
  } finally {
    await rm(home, { recursive: true });
  }
}
