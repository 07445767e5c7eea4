import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shareVSCode } from './openVSCode.ts';

const reply = (text: string): object => ({ reply: { answer: { text } } });
const refusal = { status: 400, body: { error: { message: 'Not in this language.' } } };
const answers = {
  rules: [
    { when: { marker: 'dead-button' }, do: reply('how-to') },
    { when: { marker: 'change-language' }, do: refusal },
    { when: { marker: 'late-refund' }, do: refusal },
    { when: { marker: 'bridge' }, do: reply('The bridge opens on Monday.') },
  ],
  otherwise: reply('billing'),
} as const;

/** A case without an expected answer, so that every outcome occurs. */
const unjudged = '  - id: nobody-knows\n    ticket: Which queue is this?\n';

const themes = [
  ['dark', 'Dark Modern'],
  ['light', 'Light Modern'],
  ['contrast', 'Dark High Contrast'],
  ['contrast-light', 'Light High Contrast'],
] as const;

describe('pictures', () => {
  const window = shareVSCode({ workspace: 'tickets', script: answers });

  it('of every outcome in a prompt and in datasets', async () => {
    const { workbench, folder } = window();
    await change(
      join(folder, 'prompts/triage.prompt.yml'),
      '  - id: change',
      `${unjudged}  - id: change`,
    );
    await workbench.openFile('prompts/summary.prompt.yml');
    await workbench.clickLens('Run 3 cases');
    await workbench.statusBarItem('summary:').waitFor();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.clickLens('Run 9 cases');
    await workbench.statusBarItem('triage:').waitFor();
    await workbench.openFile('data/tickets.jsonl');
    await workbench.codeLens('passed').first().waitFor();
    await workbench.screenshot('outcomes-jsonl');
    await workbench.openFile('data/articles.csv');
    await workbench.codeLens('passed').first().waitFor();
    await workbench.screenshot('outcomes-csv');
  });

  it('of what is said while writing', async () => {
    const { workbench, page, folder } = window();
    const path = join(folder, 'prompts/faq.prompt.yml');
    await change(path, '[mock/small, mock/large]', '[mock/small, mock/old]');
    await change(path, '{{question}}', '{{questin}}');
    await workbench.openFile('prompts/faq.prompt.yml');
    await page.locator('.squiggly-error').first().waitFor();
    await workbench.hover('mock/small');
    await workbench.screenshot('hover');
    await workbench.goToLine(3);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget').first().waitFor();
    await workbench.screenshot('quick-fix');
    await page.keyboard.press('Escape');
    await workbench.type(', ');
    await page.keyboard.press('Control+Space');
    await workbench.suggestions.first().waitFor();
    await workbench.screenshot('completion');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Z');
  });

  it('of prompts, views and problems in every theme', async () => {
    const { workbench, page } = window();
    await workbench.openSideBar('Assay');
    for (const view of ['Prompts', 'Runs']) {
      await workbench.expand(workbench.treeItem(view, /^triage/));
    }
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.runCommand('Problems: Focus on Problems View');
    await page.locator('.markers-panel').waitFor();
    for (const [short, theme] of themes) {
      await workbench.useTheme(theme);
      await workbench.screenshot(`theme-${short}`);
    }
  });
});

async function change(path: string, from: string, to: string): Promise<void> {
  await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
}
