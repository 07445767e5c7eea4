import assert from 'node:assert/strict';
import { shareVSCode } from './openVSCode.ts';

const answers = {
  rules: [
    { when: { marker: 'charged-twice' }, do: { reply: { answer: { text: 'billing' } } } },
    { when: { marker: 'dead-button' }, do: { reply: { answer: { text: 'how-to' } } } },
  ],
  otherwise: { reply: { answer: { text: 'bug' }, usage: { input: 20, output: 2 } } },
} as const;

describe('a workspace with prompts', () => {
  const window = shareVSCode({ workspace: 'tickets', script: answers });

  it('opens, shows a prompt and asks no model', async () => {
    const { workbench, provider } = window();
    await workbench.openFile('prompts/triage.prompt.yml');
    assert.match(await workbench.visibleText(), /^name: triage\ndescription: Sorts a support/);
    await workbench.codeLens('Run 8 cases').waitFor();
    await workbench.screenshot('prompt');
    await workbench.openSideBar('Assay');
    for (const title of ['Prompts', 'Models', 'Runs']) await workbench.view(title).waitFor();
    assert.equal(provider.log().count, 0);
  });

  it('asks for the case of a lens alone, and puts the result beside it', async () => {
    const { workbench, provider, page } = window();
    await workbench.clickLens('Run case', 1);
    await workbench.codeLens('Show diff').first().waitFor();
    const asked = provider.log().requests.map(({ marker }) => marker);
    assert.deepEqual(asked, ['dead-button', 'dead-button']);
    await workbench.screenshot('case-failed');
    await workbench.clickLens('Show diff');
    await workbench.pick(/small\s*short/);
    await page.locator('.monaco-diff-editor').first().waitFor();
    await workbench.screenshot('diff');
  });
});
