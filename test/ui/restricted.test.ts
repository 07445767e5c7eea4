import assert from 'node:assert/strict';
import { shareVSCode } from './openVSCode.ts';

const answers = { otherwise: { reply: { answer: { text: 'billing' } } } } as const;

describe('Restricted Mode', () => {
  const window = shareVSCode({ workspace: 'tickets', trusted: false, script: answers });

  it('shows prompts and says that runs are off', async () => {
    const { workbench, page } = window();
    await page.locator('.part.banner', { hasText: 'Restricted Mode' }).waitFor();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.codeLens('Runs are off in Restricted Mode').waitFor();
    assert.equal(await workbench.codeLens('Run case').count(), 0);
    await workbench.screenshot('restricted');
  });

  it('sends nothing when a run is started from the palette, and leads to trust', async () => {
    const { workbench, page } = window();
    await workbench.runCommand('Assay: Run Prompt');
    await workbench.notification('Restricted Mode').waitFor();
    await workbench.screenshot('restricted-palette');
    await workbench.respond('Restricted Mode', 'Manage Workspace Trust');
    await page.locator('.workspace-trust-editor').waitFor();
  });

  it('sends nothing from the Prompts view and the Test Explorer', async () => {
    const { workbench, provider } = window();
    await workbench.openSideBar('Assay');
    const row = workbench.treeItem('Prompts', /triage/);
    await row.hover();
    await row.getByRole('button', { name: 'Run Prompt' }).click();
    await workbench.notification('Restricted Mode').waitFor();
    await workbench.screenshot('restricted-view');
    await workbench.openSideBar('Testing');
    const item = workbench.testItem('triage');
    await item.hover();
    await item.getByRole('button', { name: 'Run Test', exact: true }).click();
    // VS Code itself asks before it runs any test.
    const dialog = workbench.dialog('Running tests may execute code');
    await dialog.waitFor();
    await workbench.screenshot('restricted-explorer');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(provider.log().count, 0);
  });

  it('ends when the folder is trusted: the same window runs a case', async () => {
    const { workbench, provider } = window();
    await workbench.trustFolder();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.clickLens('Run case');
    await workbench.codeLens('passed').first().waitFor();
    await workbench.screenshot('trusted');
    assert.equal(provider.log().count, 2);
  });
});
