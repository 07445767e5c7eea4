import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { AssayApi } from '#extension/compose.ts';
import { eventually } from '../eventually.ts';
import { personWho } from '../person.ts';
import { scriptProvider } from '../provider.ts';
import { promptNamed, runCases } from '../prompts.ts';
import { forgetEdits, replaceText } from '../edits.ts';
import { openApi, openWorkspaceFile } from '../window.ts';

const hostile = [
  '```',
  '````',
  '</details><img src=x onerror=alert(1)>',
  '[click](command:workbench.action.quit) <command:assay.runAll>',
  '# A head',
  'nul \u0000 bell \u0007 escape \u001b[31m turned \u202E end',
].join('\n');

describe('documents', () => {
  let api: AssayApi;
  let root: string;
  let prompt: string;

  before(async () => {
    api = await openApi();
    ({ root, prompt } = promptNamed(api, 'greeting'));
    // The other tests of this window leave runs; those of this prompt are ours alone.
    await reply({ anna: 'Hello Anna', bert: 'Hello Bert' });
  });
  afterEach(forgetEdits);

  /** Runs the prompt anew and gives the run's id. */
  async function run(texts: Readonly<Record<string, string>>, ...cases: string[]): Promise<string> {
    await reply(texts);
    const configuration = vscode.workspace.getConfiguration('assay');
    await configuration.update('cache', 'off', vscode.ConfigurationTarget.Global);
    const end = await runCases(api, 'greeting', ...cases);
    await configuration.update('cache', undefined, vscode.ConfigurationTarget.Global);
    if (end.kind !== 'ended') throw new Error(JSON.stringify(end));
    return end.summary.id;
  }

  it('preview what a prompt would send, and follow its edits', async () => {
    using person = personWho({ pick: 'anna' });
    const file = await openWorkspaceFile('prompts/greeting.prompt.yml');
    const document = await shownBy('assay.preview', { root, prompt });
    assert.deepEqual(person.said, ['Which case?']);
    assert.equal(document.languageId, 'markdown');
    const text = document.getText();
    assert.match(text, /^# Preview of `greeting`\n/);
    assert.match(text, /## user · ≈ \d+ tokens\n\n```\nGreet \[\[anna\]\] Anna\n```/);
    assert.match(text, /## Expected\n\n```\nHello Anna\n```/);
    assert.match(text, /mock\/small/);
    await replaceText(file, 'Greet {{who}}', 'Kindly greet {{who}} of {{town}}');
    await eventually('the preview follows', () =>
      /Kindly greet \[\[anna\]\] Anna of \{\{town\}\}/.test(document.getText()),
    );
    assert.match(document.getText(), /\*\*No value for:\*\* `town`/);
  });

  it('say that a case has no result yet', async () => {
    using person = personWho();
    await vscode.commands.executeCommand('assay.showResult', { root, prompt, caseId: 'anna' });
    assert.deepEqual(person.said, ['The case anna has no result yet.']);
  });

  it('show the result of a case', async () => {
    await run({ anna: 'Hello Ann' }, 'anna');
    const document = await shownBy('assay.showResult', { root, prompt, caseId: 'anna' });
    const text = document.getText();
    assert.match(text, /^# `anna`\n/);
    assert.match(text, /\*\*Failed\*\*/);
    assert.match(text, /```\nHello Ann\n```/);
    assert.match(text, /Greet \[\[anna\]\] Anna/);
    assert.match(text, /10 tokens in, 5 out/);
  });

  it('lay a reply beside what was expected', async () => {
    await vscode.commands.executeCommand('assay.showDiff', {
      root,
      prompt,
      caseId: 'anna',
      against: 'expected',
    });
    const input = await eventually('a diff is shown', () => {
      const shown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return shown instanceof vscode.TabInputTextDiff && shown;
    });
    const texts = await Promise.all(
      [input.original, input.modified].map(async (uri) =>
        (await vscode.workspace.openTextDocument(uri)).getText(),
      ),
    );
    assert.deepEqual(texts, ['Hello Anna', 'Hello Ann']);
  });

  it('show a run', async () => {
    const id = await run({ anna: 'Hello Anna', bert: 'Go away' });
    const text = (await shownBy('assay.openRun', { root, id })).getText();
    assert.match(text, new RegExp(`^# Run \`${id}\`\n`));
    assert.match(text, /1 of 2/);
    assert.match(text, /## Failed: 1\n\n- `bert` on `mock\/small`/);
  });

  it('compare with a baseline only what was accepted', async () => {
    using person = personWho();
    await vscode.commands.executeCommand('assay.compareWithBaseline', { root, prompt });
    assert.deepEqual(person.said, [
      'greeting has no baseline yet: nothing was accepted that runs could be compared with.',
    ]);
  });

  it('compare a run with the baseline, and ask before a failure is accepted', async () => {
    const good = await run({ anna: 'Hello Anna', bert: 'Hello Bert' });
    using person = personWho();
    await vscode.commands.executeCommand('assay.acceptBaseline', { root, id: good });
    assert.deepEqual(person.said, ['prompts/greeting.prompt.yml: 2 results accepted.']);
    const bad = await run({ anna: 'Hello Anna', bert: 'Go away' });
    const text = (await shownBy('assay.compareWithBaseline', { root, prompt })).getText();
    assert.match(text, /^# Baseline and run\n/);
    assert.match(text, /### From passed to failed: 1\n\n- `bert`/);
    assert.match(text, /The text of the prompt is the same\./);
    using asked = personWho();
    await vscode.commands.executeCommand('assay.acceptBaseline', { root, id: bad });
    assert.deepEqual(asked.said, [
      'Accept a run in which 1 case failed that passed in the baseline?',
    ]);
  });

  it('compare two runs', async () => {
    const before = await run({ anna: 'Hello Anna', bert: 'Go away' });
    const after = await run({ anna: 'Go away', bert: 'Hello Bert' });
    const runs = await api.history.list(root);
    using person = personWho({ pick: 'greeting' });
    assert.ok(runs.length > 2);
    const text = (await shownBy('assay.compareRuns', { root, id: after })).getText();
    assert.deepEqual(person.said, ['Compare with which run?']);
    assert.match(text, /^# Two runs\n/);
    assert.match(text, new RegExp(`Before: run \`${before}\``));
    assert.match(text, new RegExp(`After: run \`${after}\``));
    assert.match(text, /### From passed to failed: 1\n\n- `anna`/);
    assert.match(text, /### From failed to passed: 1\n\n- `bert`/);
  });

  it('keep a hostile reply in its block, with all that cannot be seen made visible', async () => {
    await run({ anna: hostile }, 'anna');
    const text = (await shownBy('assay.showResult', { root, prompt, caseId: 'anna' })).getText();
    const [, block] = /\n(`{5,})\n```\n````\n<\/details>/.exec(text) ?? [];
    assert.ok(block !== undefined, text);
    const inside = text.slice(text.indexOf(`\n${block}\n`) + block.length + 2);
    const end = inside.indexOf(`\n${block}`);
    assert.match(inside.slice(0, end), /# A head\nnul \[U\+0000\].* turned \[U\+202E\] end/);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000\u0007\u001b\u202e]/);
    const outside = text.replace(inside.slice(0, end), '');
    assert.doesNotMatch(outside, /command:|onerror/);
  });

  it('cut a reply of 300 KB, and stay quick', async () => {
    await run({ anna: `${'long `line` '.repeat(27_000)}end` }, 'anna');
    const start = performance.now();
    const document = await shownBy('assay.showResult', { root, prompt, caseId: 'anna' });
    assert.ok(performance.now() - start < 3000);
    assert.match(document.getText(), /Cut: [\d,]+ more characters are not shown\./);
    assert.ok(document.getText().length < 210_000);
  });

  it('of a run that was deleted say so', async () => {
    const id = await run({ anna: 'Hello Anna' }, 'anna');
    const document = await shownBy('assay.openRun', { root, id });
    assert.match(document.getText(), /^# Run/);
    using person = personWho({ button: 'Delete' });
    await vscode.commands.executeCommand('assay.deleteRun', { kind: 'run', root, id });
    await eventually('the document says so', () =>
      document.getText().includes('is not here any more'),
    );
    await vscode.commands.executeCommand('assay.openRun', { root, id });
    assert.deepEqual(person.said, ['Delete 1 run from disk?', 'This run is not here any more.']);
  });

  it('of an address that is none of ours say so', async () => {
    for (const query of ['', '{}', '{"kind":"run","root":"/","run":"../../x"}', '[[[']) {
      const uri = vscode.Uri.from({ scheme: 'assay', path: '/x.md', query });
      const document = await vscode.workspace.openTextDocument(uri);
      assert.match(document.getText(), /This address is none that Assay made\./);
    }
  });
});

async function reply(texts: Readonly<Record<string, string>>): Promise<void> {
  await scriptProvider({
    rules: Object.entries(texts).map(([marker, text]) => ({
      when: { marker },
      do: { reply: { answer: { text }, usage: { input: 10, output: 5 } } },
    })),
  });
}

/** Calls a command and gives the text of the document that it opens. */
async function shownBy(command: string, argument: unknown): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand(command, argument);
  return eventually(`${command} shows a document`, () => {
    const document = vscode.window.activeTextEditor?.document;
    return document?.uri.scheme === 'assay' && document;
  });
}
