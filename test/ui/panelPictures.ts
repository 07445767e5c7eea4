/** Makes the pictures of the panel, over runs of the sample: the second half of `npm run docs:pictures`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../vscode/fixture.ts';
import { openVSCode } from './openVSCode.ts';
import { panelThatShows } from './panelFrame.ts';

await using vscode = await openVSCode({ workspace: 'empty' });
const { workbench, page, folder } = vscode;
await page.setViewportSize({ width: 1200, height: 880 });

async function picture(name: string): Promise<void> {
  await page.mouse.move(600, 5);
  const path = join(repository, 'docs/images', `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
}

await workbench.runCommand('Assay: Create Sample');
await workbench.codeLens('Run 12 cases').waitFor();
await workbench.runCommand('Notifications: Clear All Notifications');

// Runs as they come about: the terse prompt alone, twice; then with examples beside it; then the examples alone.
const path = join(folder, 'prompts/tickets.prompt.yml');
const whole = await readFile(path, 'utf8');
const [before = '', longer = ''] = whole.split(
  '# Another way to ask, run beside the first: one answered message for each topic.\n',
);
const [head = '', , cases = ''] = before.split(/^(?=messages:|# Cases)/m);
const examples = longer
  .slice(longer.indexOf('    messages:'))
  .split('\n')
  .map((line) => line.replace(/^ {4}/, ''))
  .join('\n');
const better = `${head}${cases.trimEnd()}\n\n${examples}`;
let runs = 0;

async function run(text: string): Promise<void> {
  await writeFile(path, text);
  await workbench.openFile('prompts/tickets.prompt.yml');
  await workbench.clickLens('Run 12 cases');
  runs += 1;
  await workbench.runCommand('Assay: Show History');
  await panelThatShows(page, runs === 1 ? '1 run' : `${runs} runs`);
}

await run(before);
await run(before);
await run(whole);
await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
await workbench.runCommand('View: Close Editor');
await workbench.runCommand('Assay: Open Panel');
const frame = await panelThatShows(page, '48 rows');
await frame.locator('.grid-row', { hasText: 'angry-caps' }).nth(3).click();
await frame.locator('assay-case assay-diff').waitFor();
await frame.locator('h1').scrollIntoViewIfNeeded();
await picture('panel-run');

await frame.getByRole('button', { name: 'Close the case' }).click();
await frame.locator('[data-page=compare]').click();
await frame.locator('assay-compare .grid-row[data-key]').first().waitFor();
await picture('compare');

await run(better);
await run(better);
await frame.locator('.plot .point').nth(11).waitFor();
await picture('panel-history');
