import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { forgetEdits, replaceText } from '../edits.ts';
import { eventually } from '../eventually.ts';
import { personWho } from '../person.ts';
import { providerLog, scriptProvider } from '../provider.ts';
import { problemsOf } from '../reading.ts';
import { openApi, openWorkspaceFile } from '../window.ts';

const seen = /^7: A model sees two ways to read this/;

describe('a review by a model', () => {
  before(openApi);
  afterEach(forgetEdits);

  it('shows what it finds at its place, for the prompt as it was then', async () => {
    const findings = [
      { kind: 'ambiguity', quote: 'You sort support tickets.', other: '', why: 'How?' },
      { kind: 'untested', quote: 'not in the prompt', other: '', why: 'Why not?' },
    ];
    const text = JSON.stringify({ code: '{}', findings });
    const answer = { text, finding: 'Code: ([0-9a-f]+)' };
    await scriptProvider({ otherwise: { reply: { answer } } });
    const document = await openWorkspaceFile('prompts/triage.prompt.yml');
    using person = personWho({ pick: 'mock/small' });
    await vscode.commands.executeCommand('assay.reviewPrompt');
    assert.match(person.said.at(-1) ?? '', /^mock\/small: 1 hint\. 1 finding left out/);
    await eventually('the hint is there', () => problemsOf(document).some((one) => seen.test(one)));
    await replaceText(document, 'You sort', 'Please sort');
    await eventually('the hint is gone', () => !problemsOf(document).some((one) => seen.test(one)));
    await vscode.commands.executeCommand('undo');
    await eventually('it is back', () => problemsOf(document).some((one) => seen.test(one)));
  });

  it('asks nobody without a price before somebody agreed', async () => {
    await scriptProvider({});
    await openWorkspaceFile('prompts/triage.prompt.yml');
    using person = personWho({ pick: 'mock/unpriced' });
    await vscode.commands.executeCommand('assay.reviewPrompt');
    assert.match(person.said.at(-1) ?? '', /^There is no price for mock\/unpriced/);
    assert.equal((await providerLog()).count, 0);
  });
});
