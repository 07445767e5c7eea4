import assert from 'node:assert/strict';
import { inVSCode } from './openVSCode.ts';

const answers = {
  rules: [
    { when: { marker: 'charged-twice' }, do: { reply: { answer: { text: 'billing' } } } },
    { when: { marker: 'dead-button' }, do: { reply: { answer: { text: 'how-to' } } } },
  ],
  otherwise: { reply: { answer: { text: 'bug' }, usage: { input: 20, output: 2 } } },
};

describe('running', () => {
  it(
    'a case from its lens asks for that case alone and puts the result beside it',
    inVSCode({ workspace: 'tickets', script: answers }, async ({ workbench, provider }) => {
      await workbench.openFile('prompts/triage.prompt.yml');
      await workbench.codeLens('Run 8 cases').waitFor();
      await workbench.screenshot('lenses');
      await workbench.codeLens('Run case').nth(1).click();
      await workbench.codeLens('Show diff').first().waitFor();
      const asked = provider.log().requests.map(({ marker }) => marker);
      assert.deepEqual(asked, ['dead-button', 'dead-button']);
      await workbench.screenshot('case-failed');
      await workbench.codeLens('Show diff').first().click();
      await workbench.screenshot('diff');
    }),
  );
});
