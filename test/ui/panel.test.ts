import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { shareVSCode } from './openVSCode.ts';
import { panelThatShows } from './panelFrame.ts';

const reply = (text: string): object => ({
  reply: { answer: { text }, usage: { input: 20, output: 2 } },
});
const first = {
  rules: [
    { when: { marker: 'charged-twice' }, do: reply('billing') },
    { when: { marker: 'dead-button' }, do: reply('how-to') },
  ],
  otherwise: reply('bug'),
} as const;
const second = {
  rules: [
    { when: { marker: 'dead-button' }, do: reply('bug') },
    { when: { marker: 'charged-twice' }, do: reply('This was **charged** twice: billing.') },
    { when: { marker: 'change-language' }, do: reply('how-to') },
    { when: { marker: 'invite-colleague' }, do: reply('how-to') },
  ],
  otherwise: reply('billing'),
} as const;

const themes = [
  ['dark', 'Dark Modern'],
  ['light', 'Light Modern'],
  ['contrast', 'Dark High Contrast'],
  ['contrast-light', 'Light High Contrast'],
] as const;

/** VS Code fills the frame when it has started its extensions: within 6 seconds, on a machine that is busy within 30. */
const reloadLimitMs = 150_000;

describe('the panel', () => {
  const window = shareVSCode({
    workspace: 'tickets',
    script: first,
    settings: { 'assay.cache': 'off' },
  });
  const faults: string[] = [];
  const page = (text: string): Promise<Frame> => panelThatShows(window().page, text);

  it('shows the newest run with its cases', async () => {
    const { workbench, page: workbenchPage, provider, folder } = window();
    workbenchPage.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) faults.push(message.text());
    });
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.clickLens('Run 8 cases');
    await workbench.statusBarItem(/triage: \d+ of 16 passed/).waitFor();
    await workbench.runCommand('Assay: Accept Run as Baseline');
    await workbench.pick('of 16');
    await workbench.notification('16 results accepted').waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
    provider.script(second);
    const path = join(folder, 'prompts/triage.prompt.yml');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('{{ticket}}', 'The ticket: {{ticket}}'));
    await workbench.lines.getByText('The ticket:').first().waitFor();
    await workbench.clickLens('Run 8 cases');
    await workbench.codeLens('was passed').first().waitFor();
    await workbench.runCommand('Assay: Open Panel');
    const frame = await page('16 rows');
    await frame.getByText('now fails').first().waitFor();
  });

  it('opens a case beside the others', async () => {
    const frame = await page('16 rows');
    await frame.getByRole('row').filter({ hasText: 'charged-twice' }).first().click();
    await page('1 line different');
  });

  it('is where it was after it was hidden', async () => {
    const { workbench } = window();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.runCommand('Assay: Open Panel');
    await page('1 line different');
  });

  it('is where it was after it was moved to another group, and back', async () => {
    const { workbench } = window();
    await workbench.runCommand('View: Move Editor into Right Group');
    await page('1 line different');
    await workbench.runCommand('View: Move Editor into Left Group');
    await page('1 line different');
  });

  it('is opened at a case from the lens over it, with the focus on its row', async () => {
    const { workbench } = window();
    await workbench.openFile('prompts/triage.prompt.yml');
    // Which of the lenses is the first is VS Code's to decide.
    await workbench.clickLens('Show in panel');
    const frame = await page('16 rows');
    const row = frame.locator('.grid-row.selected:has([role=gridcell]:focus)');
    await row.waitFor();
    const [name = ''] = await frame.locator('assay-case h2').allInnerTexts();
    assert.ok((await row.innerText()).includes(name.trim()), name);
  });

  it('shows every page in every theme, and nothing against its own policy', async () => {
    const { workbench } = window();
    const frame = await page('16 rows');
    const go = (name: string): Promise<void> => frame.locator(`[data-page=${name}]`).click();
    const pictures: readonly (readonly [string, () => Promise<void>])[] = [
      ['case', async () => {}],
      [
        'run',
        async () => {
          await frame.getByRole('button', { name: 'Close the case' }).click();
          await frame.locator('assay-case').waitFor({ state: 'detached' });
        },
      ],
      [
        'compare',
        async () => {
          await go('compare');
          await frame.locator('assay-compare .grid-body .grid-row[data-key]').first().waitFor();
        },
      ],
      [
        'history',
        async () => {
          await go('history');
          await frame.locator('.plot .point').first().waitFor();
        },
      ],
      [
        'models',
        async () => {
          await go('models');
          await frame.locator('assay-models tbody tr').first().waitFor();
        },
      ],
    ];
    for (const [name, open] of pictures) {
      await open();
      for (const [short, theme] of themes) {
        await workbench.useTheme(theme);
        await workbench.screenshot(`vscode-panel-${name}-${short}`);
      }
    }
    assert.deepEqual(faults, []);
  });

  it('comes back where it was after the window was loaded again', async () => {
    const { workbench, page: workbenchPage } = window();
    const loaded = workbenchPage.waitForEvent('load', { timeout: reloadLimitMs });
    await workbench.runCommand('Developer: Reload Window');
    await loaded;
    await panelThatShows(workbenchPage, 'What a switch would change', reloadLimitMs);
  }).timeout(2 * reloadLimitMs);
});
