import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { shareVSCode } from './openVSCode.ts';

describe('the sample', () => {
  const window = shareVSCode({ workspace: 'empty' });

  it('is written into an empty folder by one command, and its prompt opens', async () => {
    const { workbench, folder } = window();
    await workbench.runCommand('Assay: Create Sample');
    await workbench.tab('tickets.prompt.yml').waitFor();
    await workbench.notification(/Assay wrote \d+ files/).waitFor();
    assert.deepEqual((await readdir(folder)).toSorted(), [
      '.assay',
      'README.md',
      'assay.models.yml',
      'assay.yml',
      'data',
      'prompts',
    ]);
    await readdir(join(folder, '.assay/recordings'));
    await workbench.codeLens('Run 12 cases').waitFor();
    await workbench.screenshot('sample-created');
  });

  it('runs a case from its lens without a request', async () => {
    const { workbench, provider } = window();
    await workbench.clickLens('Run case');
    await workbench
      .codeLens(/\d of 4 passed/)
      .first()
      .waitFor();
    await workbench.screenshot('sample-case');
    await workbench.expectLineEnds(['✗ 2 of 4 passed']);
    assert.equal(provider.log().count, 0);
  });

  it('runs all cases, and every surface says how it came out', async () => {
    const { workbench } = window();
    await workbench.clickLens('Run 12 cases');
    await workbench.statusBarItem('tickets: 12 of 48 passed').waitFor();
    await workbench.codeLens('0 of 4 passed').waitFor();
    await workbench.expectLineEnds([
      '✗ 2 of 4 passed',
      '✗ 1 of 4 passed',
      '✗ 2 of 4 passed',
      '✗ 0 of 4 passed',
    ]);
    await workbench.screenshot('sample-all');
    await workbench.openSideBar('Assay');
    await workbench.treeItem('Prompts', /tickets, 12 cases · 12 of 48 passed/).waitFor();
    await workbench.treeItem('Runs', /tickets, 2 runs/).waitFor();
    await workbench.screenshot('sample-views');
  });

  it('shows a result as a document, and what was expected beside the reply', async () => {
    const { workbench, page, provider } = window();
    await workbench
      .codeLens(/of 4 passed/)
      .first()
      .click();
    await workbench.tab('charged-twice.md').waitFor();
    const text = page.locator('.view-lines', { hasText: '## Expected' });
    await text.filter({ hasText: 'variant `with-examples`: Passed' }).waitFor();
    await workbench.screenshot('sample-result');
    await workbench.clickLens('Show diff');
    await workbench.pick('local/smollm2-135m');
    await page.locator('.monaco-diff-editor').first().waitFor();
    await workbench.screenshot('sample-diff');
    assert.equal(provider.log().count, 0);
  });
});
