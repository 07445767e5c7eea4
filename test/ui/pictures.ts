/** Makes the pictures of the documentation from the real thing: `npm run docs:pictures`. They are small once pngquant was over them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../vscode/fixture.ts';
import { openVSCode } from './openVSCode.ts';

await using vscode = await openVSCode({ workspace: 'empty' });
const { workbench, page, folder } = vscode;
await page.setViewportSize({ width: 1200, height: 750 });

async function picture(name: string): Promise<void> {
  await page.mouse.move(600, 5);
  const path = join(repository, 'docs/images', `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
}

await workbench.runCommand('Assay: Create Sample');
await workbench.codeLens('Run 12 cases').waitFor();
await workbench.runCommand('Notifications: Clear All Notifications');

// The terse prompt is accepted as it is. Then it gets the messages of the other variant, which are recorded too.
const path = join(folder, 'prompts/tickets.prompt.yml');
const text = await readFile(path, 'utf8');
const [before = '', longer = ''] = text.split(
  '# Another way to ask, run beside the first: one answered message for each topic.\n',
);
const [head = '', terse = '', cases = ''] = before.split(/^(?=messages:|# Cases)/m);
const start = head
  .replace(/^models: .*\n# .*\n/m, 'model: local/gemma3-270m\n')
  .replace(/^# The prompt as.*\n/m, '');
const better = longer
  .slice(longer.indexOf('    messages:'))
  .split('\n')
  .map((line) => line.replace(/^ {4}/, ''))
  .join('\n');

await writeFile(path, `${start}${terse}${cases}`);
await page.locator('.view-lines', { hasText: 'model: local/gemma3-270m' }).waitFor();
await workbench.clickLens('Run 12 cases');
await workbench.statusBarItem('0 of 12 passed').waitFor();
await workbench.runCommand('Assay: Accept Run as Baseline');
await workbench.pick('0 of 12');
await workbench.notification('12 results accepted').waitFor();
await workbench.quickInput.waitFor({ state: 'hidden' });
await workbench.runCommand('Notifications: Clear All Notifications');
await writeFile(path, `${start}${cases.trimEnd()}\n\n${better}`);
await page.locator('.view-lines', { hasText: 'model: local/gemma3-270m' }).waitFor();
await workbench.clickLens('Run 12 cases');
await workbench.statusBarItem('7 of 12 passed').waitFor();
await workbench.codeLens('passed, was failed').first().waitFor();
await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
await picture('run-case');

await workbench.openSideBar('Assay');
for (const view of ['Prompts', 'Runs']) {
  await workbench.expand(workbench.treeItem(view, /^tickets/));
}
await picture('views');

await workbench.runCommand('View: Toggle Primary Side Bar Visibility');

await workbench.openSideBar('Testing');
await workbench.runTest('tickets');
await page.locator('.test-explorer [aria-label*="Failed"]').first().waitFor();
await workbench.runCommand('View: Toggle Panel Visibility');
await workbench.expand(workbench.testItem('tickets'));
await workbench.expand(workbench.testItem('base'));
await workbench.testItem('injection').first().click();
await page.locator('.peekview-widget').first().waitFor();
await picture('explorer');
