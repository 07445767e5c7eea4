import assert from 'node:assert/strict';
import { shareVSCode } from './openVSCode.ts';

const answers = {
  otherwise: { reply: { answer: { text: 'billing' }, usage: { input: 40, output: 15 } } },
} as const;

describe('the budget', () => {
  const window = shareVSCode({
    workspace: 'tickets',
    script: answers,
    settings: { 'assay.budget.perRunUsd': 0.0003 },
  });

  it('asks before a run that is expected to cost more, and sends nothing when the answer is no', async () => {
    const { workbench, provider } = window();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.clickLens('Run 8 cases');
    const dialog = workbench.dialog(/expected to cost \$0\.\d+, more than your limit of \$0\.0003/);
    await dialog.waitFor();
    await workbench.screenshot('budget');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await workbench.codeLens('Run 8 cases').waitFor();
    assert.equal(provider.log().count, 0);
  });

  it('ends a run that reaches it, and keeps what was answered', async () => {
    const { workbench, provider, page } = window();
    await workbench.clickLens('Run 8 cases');
    await workbench.dialog('your limit').getByRole('button', { name: 'Run up to $0.0003' }).click();
    await workbench.notification('The run reached its budget').waitFor();
    await workbench.screenshot('budget-reached');
    const asked = provider.log().count;
    assert.ok(asked > 0 && asked < 16, `${asked} requests`);
    await workbench.respond('The run reached its budget', 'Open Run');
    await page.locator('.view-lines', { hasText: 'Stopped at its budget' }).waitFor();
    await workbench.screenshot('budget-run');
    assert.equal(provider.log().count, asked);
  });
});
