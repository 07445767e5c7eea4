import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shareVSCode } from './openVSCode.ts';
import { soon } from './soon.ts';

describe('writing a prompt', () => {
  const window = shareVSCode({ workspace: 'tickets' });

  it('shows how many tokens each message takes', async () => {
    const { workbench } = window();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.lines.filter({ hasText: '≈' }).first().waitFor();
    await workbench.screenshot('authoring-hints');
  });

  it('completes a variable that the cases have', async () => {
    const { workbench, page } = window();
    await workbench.goToLine(7);
    await page.keyboard.press('End');
    await workbench.type(' {{tic');
    await page.keyboard.press('Control+Space');
    await workbench.suggestions.filter({ hasText: 'ticket' }).first().waitFor();
    await workbench.screenshot('authoring-completion');
    await page.keyboard.press('Enter');
    await soon('the variable is there', async () =>
      /other\. \{\{ticket\}\}/.test(await workbench.visibleText()),
    );
  });

  it('offers what can be done with a click', async () => {
    const { workbench, page } = window();
    await workbench.goToLine(15);
    await page.keyboard.press('Control+.');
    const menu = page.locator('.action-widget');
    await menu.getByText('Move 3 cases into triage.cases.jsonl').waitFor();
    await workbench.screenshot('authoring-actions');
    await page.keyboard.press('Escape');
  });

  it('renames a variable wherever the prompt knows it', async () => {
    const { workbench, page } = window();
    await workbench.goToLine(9);
    await page.keyboard.press('End');
    for (let steps = 0; steps < 5; steps += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('F2');
    const box = page.locator('.rename-box input');
    await box.waitFor();
    await box.fill('message');
    await workbench.screenshot('authoring-rename');
    await page.keyboard.press('Enter');
    await soon('the cases are renamed', async () =>
      /message: "\[\[charged-twice\]\]/.test(await workbench.visibleText()),
    );
  });

  it('previews what is sent, with the values framed, and goes from case to case', async () => {
    const { workbench, page } = window();
    await workbench.runCommand('Assay: Preview Prompt');
    await workbench.pick('charged-twice');
    await workbench.pick('base');
    await workbench.lines.filter({ hasText: 'Preview of' }).first().waitFor();
    await workbench.lines.filter({ hasText: 'I was charged twice' }).last().waitFor();
    await soon(
      'values are framed',
      async () => (await page.locator('[class*="ced-"]').count()) > 0,
    );
    await workbench.screenshot('authoring-preview');
    await workbench.runCommand('Assay: Preview Next Case');
    await workbench.lines.filter({ hasText: 'The export button' }).last().waitFor();
    assert.equal(window().provider.log().count, 0);
  });

  it('compares a prompt with another one', async () => {
    const { workbench } = window();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.runCommand('Assay: Compare Prompt with…');
    await workbench.pick('faq.prompt.yml');
    await workbench.pick('charged-twice');
    await workbench.lines.filter({ hasText: 'compared with' }).first().waitFor();
    await workbench.screenshot('authoring-compare');
  });

  it('exports a prompt once somebody agreed to what is lost, and replaces nothing unasked', async () => {
    const { workbench, folder } = window();
    const written = join(folder, 'prompts/triage.promptfoo.yaml');
    const start = async (): Promise<void> => {
      await workbench.openFile('prompts/triage.prompt.yml');
      await workbench.runCommand('Assay: Export Prompt…');
      await workbench.pick('promptfoo');
    };
    await start();
    const dialog = workbench.dialog('cannot hold all of this prompt');
    await dialog.getByText('which does not know its').waitFor();
    await workbench.screenshot('authoring-export');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await assert.rejects(stat(written), { code: 'ENOENT' });
    await start();
    await dialog.getByRole('button', { name: 'Write' }).click();
    await workbench.lines.filter({ hasText: 'providers:' }).first().waitFor();
    await writeFile(written, 'prompts: [mine]\n');
    await start();
    await dialog.getByRole('button', { name: 'Write' }).click();
    const taken = workbench.dialog('A file is there already.');
    await taken.getByText('triage.promptfoo.yaml').waitFor();
    await taken.getByRole('button', { name: 'Cancel' }).click();
    await taken.waitFor({ state: 'hidden' });
    assert.equal(await readFile(written, 'utf8'), 'prompts: [mine]\n');
  });
});
