import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shareVSCode } from './openVSCode.ts';
import { soon } from './soon.ts';

const billing = { otherwise: { reply: { answer: { text: 'billing' } } } } as const;
const bug = { otherwise: { reply: { answer: { text: 'bug' } } } } as const;
const settings = { 'assay.cache': 'off' };

describe('the views', () => {
  const window = shareVSCode({ workspace: 'tickets', script: billing, settings });

  it('of models says what each may, costs and needs', async () => {
    const { workbench } = window();
    await workbench.openSideBar('Assay');
    await workbench.treeItem('Models', /mock\/small/).waitFor();
    for (const row of [
      /small, approved · \$1 \/ \$2$/,
      /unpriced, approved · unpriced$/,
      /old, blocked/,
    ]) {
      await workbench.treeItem('Models', row).waitFor();
    }
    await workbench.expand(workbench.treeItem('Models', /mock\/small/));
    await workbench.screenshot('models');
  });

  it('of models makes one the default and leaves the comments of assay.yml', async () => {
    const { workbench, folder } = window();
    const file = join(folder, 'assay.yml');
    await writeFile(file, '# What is run together.\nversion: 1 # The first.\n');
    const row = workbench.treeItem('Models', /mock\/large/);
    await row.hover();
    await row.getByRole('button', { name: 'Pick Default Model' }).click();
    await workbench.treeItem('Models', /mock\/large.*default/).waitFor();
    const written = '# What is run together.\nversion: 1 # The first.\nmodels: [mock/large]\n';
    assert.equal(await readFile(file, 'utf8'), written);
  });

  it('leave the model of a prompt to the palette, and one undo takes it back', async () => {
    const { workbench, page } = window();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.codeLens('Run 8 cases').waitFor();
    await workbench.runCommand('Assay: Use Another Model');
    await workbench.quickInput.getByPlaceholder('Instead of mock/small').waitFor();
    await workbench.screenshot('use-another-model');
    await workbench.pick('mock/large');
    await page.locator('.view-lines', { hasText: 'model: mock/large' }).waitFor();
    await page.locator('.view-line', { hasText: 'description' }).click();
    await page.keyboard.press('Control+Z');
    await page.locator('.view-lines', { hasText: 'model: mock/small' }).waitFor();
  });

  it('of runs opens a run', async () => {
    const { workbench, provider, page } = window();
    await workbench.clickLens('Run 8 cases');
    await workbench.statusBarItem('of 16 passed').waitFor();
    provider.script(bug);
    await workbench.clickLens('Run 8 cases');
    await workbench.statusBarItem(/: 4 of 16 passed/).waitFor();
    await workbench.expand(workbench.treeItem('Runs', /triage/));
    await workbench.screenshot('runs');
    await workbench.treeItem('Runs', /6 of 16 passed/).click();
    await page.locator('.view-lines', { hasText: 'Complete after' }).waitFor();
    await workbench.screenshot('run-opened');
  });

  it('of runs compares two runs', async () => {
    const { workbench, page } = window();
    await workbench.runMenu('Runs', /4 of 16 passed/, 'Compare with Another Run');
    await workbench.pick('6 of 16');
    await page.locator('.view-lines', { hasText: 'Two runs' }).waitFor();
    await workbench.screenshot('compare');
  });

  it('of runs accepts one as the baseline: lenses then say what was', async () => {
    const { workbench, folder } = window();
    await workbench.runMenu('Runs', /6 of 16 passed/, 'Accept Run as Baseline');
    await workbench.notification('16 results accepted').waitFor();
    assert.equal(
      (await readdir(join(folder, '.assay/baselines'), { recursive: true })).filter((one) =>
        one.endsWith('.json'),
      ).length,
      1,
    );
    await workbench.tab('triage.prompt.yml').click();
    await workbench.codeLens('was passed').first().waitFor();
    await workbench.screenshot('baseline');
  });

  it('of runs deletes one after a question', async () => {
    const { workbench, folder } = window();
    const count = async (): Promise<number> => (await readdir(join(folder, '.assay/runs'))).length;
    const before = await count();
    await workbench.runMenu('Runs', /4 of 16 passed/, 'Delete Run');
    await workbench
      .dialog('Delete 1 run from disk?')
      .getByRole('button', { name: 'Delete' })
      .click();
    await soon('the run is gone', async () => (await count()) === before - 1);
    await workbench.treeItem('Runs', /4 of 16 passed/).waitFor({ state: 'hidden' });
  });

  it('of runs shows the folder of one in the explorer', async () => {
    const { workbench, page } = window();
    await workbench.runMenu('Runs', /6 of 16 passed/, 'Reveal Run in Explorer');
    await page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'manifest.json' })
      .or(page.locator('.explorer-folders-view .monaco-list-row.focused', { hasText: /^01/ }))
      .first()
      .waitFor();
    await workbench.screenshot('run-revealed');
  });
});
