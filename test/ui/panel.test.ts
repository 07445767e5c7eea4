import type { Frame } from 'playwright-core';
import { shareVSCode } from './openVSCode.ts';
import { soon } from './soon.ts';

const answers = {
  rules: [
    { when: { marker: 'charged-twice' }, do: { reply: { answer: { text: 'billing' } } } },
    { when: { marker: 'dead-button' }, do: { reply: { answer: { text: 'how-to' } } } },
  ],
  otherwise: { reply: { answer: { text: 'bug' }, usage: { input: 20, output: 2 } } },
} as const;

describe('the panel', () => {
  const window = shareVSCode({
    workspace: 'tickets',
    script: answers,
    settings: { 'assay.cache': 'off' },
  });

  /** The frame of the page, once it shows a text. VS Code puts it into another one, and makes both anew as it likes. */
  async function pageThatShows(text: string): Promise<Frame> {
    let found: Frame | undefined;
    await soon(`the page shows "${text}"`, async () => {
      for (const frame of window().page.frames()) {
        const shown = frame.locator('assay-panel').getByText(text).first();
        if (await shown.isVisible().catch(() => false)) found = frame;
      }
      return found !== undefined;
    });
    if (found === undefined) throw new Error('There is no page.');
    return found;
  }

  it('shows the newest run with its cases', async () => {
    const { workbench } = window();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.clickLens('Run 8 cases');
    await workbench.statusBarItem('of 16 passed').waitFor();
    await workbench.runCommand('Assay: Open Panel');
    await pageThatShows('16 rows');
    await workbench.screenshot('panel-run');
  });

  it('opens a case beside the others', async () => {
    const { workbench } = window();
    const frame = await pageThatShows('16 rows');
    await frame.getByRole('row').filter({ hasText: 'dead-button' }).first().click();
    await pageThatShows('1 line different');
    await workbench.screenshot('panel-case');
  });

  it('is where it was after it was hidden', async () => {
    const { workbench } = window();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.runCommand('Assay: Open Panel');
    await pageThatShows('1 line different');
  });
});
