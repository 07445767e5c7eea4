import assert from 'node:assert/strict';
import { shareVSCode } from './openVSCode.ts';
import { soon } from './soon.ts';

const reply = (text: string): object => ({ reply: { answer: { text } } });
const answers = {
  rules: [
    { when: { marker: 'dead-button' }, do: reply('how-to') },
    {
      when: { marker: 'change-language' },
      do: { status: 400, body: { error: { message: 'No such language.' } } },
    },
  ],
  otherwise: reply('billing'),
} as const;

describe('the Test Explorer', () => {
  const window = shareVSCode({
    workspace: 'tickets',
    script: answers,
    // What was answered before is asked again.
    settings: { 'assay.cache': 'off' },
  });

  it('has prompts, their variants, and their cases', async () => {
    const { workbench } = window();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.codeLens('Run 8 cases').waitFor();
    await workbench.openSideBar('Testing');
    for (const prompt of ['faq', 'summary', 'triage']) await workbench.testItem(prompt).waitFor();
    await workbench.expand(workbench.testItem('triage'));
    await workbench.expand(workbench.testItem('base'));
    for (const name of ['short', 'charged-twice', 'dead-button', 'wrong-total']) {
      await workbench.testItem(name).waitFor();
    }
  });

  it('runs one case alone', async () => {
    const { workbench, provider } = window();
    await workbench.runTest('charged-twice');
    await workbench
      .testItem(/charged-twice/)
      .and(workbench.page.locator('[aria-label*="Passed"]'))
      .waitFor();
    assert.deepEqual(
      provider.log().requests.map(({ marker }) => marker),
      ['charged-twice'],
    );
  });

  it('runs a prompt: what failed shows expected and reply side by side, what could not be asked is an error', async () => {
    const { workbench, page } = window();
    await workbench.runTest('triage');
    await page
      .locator('.test-explorer [aria-label*="dead-button"][aria-label*="Failed"]')
      .first()
      .waitFor();
    await page
      .locator('.test-explorer [aria-label*="change-language"][aria-label*="Errored"]')
      .first()
      .waitFor();
    await workbench.screenshot('explorer-run');
    await workbench.testItem('dead-button').first().click();
    const peek = page.locator('.peekview-widget', { hasText: 'right queue' });
    await peek.getByText('Expected').waitFor();
    await workbench.screenshot('explorer-peek');
    await page.keyboard.press('Escape');
  });

  it('runs on all models', async () => {
    const { workbench, provider } = window();
    await workbench.testItem('summary').first().click({ button: 'right' });
    await workbench.chooseFromMenu('Execute Using Profile');
    await workbench.pick('Run on all models');
    await soon('the other model is asked', () =>
      provider.log().requests.some(({ model }) => model === 'large'),
    );
    await workbench.statusBarItem('summary:').waitFor();
  });

  it('cancels', async () => {
    const { workbench, provider } = window();
    provider.script({ otherwise: { latencyMs: 30_000 } });
    await workbench.runTest('summary');
    await soon('something is under way', () => provider.inFlight().open > 0);
    await workbench.runCommand('Test: Cancel Test Run');
    await soon('nothing is under way', () => provider.inFlight().open === 0);
    await workbench.statusBarItem('cancelled').waitFor();
  });
});
