import assert from 'node:assert/strict';
import { inVSCode } from './openVSCode.ts';

describe('a workspace with prompts', () => {
  it(
    'opens, shows a prompt and asks no model',
    inVSCode({ workspace: 'tickets' }, async ({ workbench, provider }) => {
      await workbench.openFile('prompts/triage.prompt.yml');
      assert.match(await workbench.visibleText(), /^name: triage\ndescription: Sorts a support/);
      await workbench.screenshot('prompt');
      await workbench.openSideBar('Assay');
      for (const title of ['Prompts', 'Models', 'Runs']) await workbench.view(title).waitFor();
      assert.equal(provider.log().count, 0);
    }),
  );
});
