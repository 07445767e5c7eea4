import { shareVSCode } from './openVSCode.ts';

describe('the walkthrough', () => {
  const window = shareVSCode({ workspace: 'empty' });

  it('opens from the palette at its first step', async () => {
    const { workbench, page } = window();
    await workbench.runCommand('Assay: Get Started');
    await page.getByText('From an empty folder to a first result, without a key.').last().waitFor();
    await page.getByRole('button', { name: 'Create Sample' }).waitFor();
    await page
      .locator('.getting-started-media iframe, .getting-started-media webview')
      .first()
      .waitFor();
    await workbench.screenshot('walkthrough');
  });

  it('goes from a step to the next as each is done', async () => {
    const { workbench, page } = window();
    const step = (title: string) => page.locator('.getting-started-step', { hasText: title });
    const isDone = (title: string) =>
      step(title).locator('.codicon-getting-started-step-checked').waitFor();
    await page.getByRole('button', { name: 'Create Sample' }).click();
    await workbench.tab('tickets.prompt.yml').waitFor();
    await workbench.codeLens('Run case').first().waitFor();
    await page.locator('.tab', { hasText: 'Welcome' }).click();
    await isDone('Create the sample');
    await step('Run a case').click();
    await page.getByRole('button', { name: 'Run Case at Cursor' }).waitFor();
    await workbench.screenshot('walkthrough-case');
    await page.getByRole('button', { name: 'Run Case at Cursor' }).click();
    await workbench.pick('charged-twice');
    await page.locator('.tab', { hasText: 'tickets.prompt.yml' }).click();
    await workbench.codeLens('2 of 4 passed').waitFor();
    await page.locator('.tab', { hasText: 'Welcome' }).click();
    await isDone('Run a case');
    await step('Run the prompt').click();
    await page.getByRole('button', { name: 'Run Prompt' }).click();
    await workbench.statusBarItem('12 of 48 passed').waitFor();
    await isDone('Run the prompt');
    await step('Change and compare').click();
    await page.getByRole('button', { name: 'Accept Run as Baseline' }).click();
    await workbench.pick('12 of 48');
    await workbench.notification('48 results accepted').waitFor();
    await page.getByRole('button', { name: 'Compare with Baseline' }).click();
    await page.locator('.view-lines', { hasText: 'Baseline and run' }).waitFor();
    await workbench.screenshot('walkthrough-compare');
    await page.locator('.tab', { hasText: 'Welcome' }).click();
    await isDone('Change and compare');
  });
});
