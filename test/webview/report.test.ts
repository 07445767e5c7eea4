import assert from 'node:assert/strict';
import axe from 'axe-core';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { writeCompareReport } from '#core/report/writeCompareReport.ts';
import { reportedRun, type ReportedRun } from '#support/reportedRun.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import { tickets } from '#support/viewedProject.ts';
import { hostileReplies } from '../../webview/dev/hostileReplies.ts';
import { launchChromium } from '../vscode/chromium.ts';

const pictures = fileURLToPath(new URL('../../out/screenshots', import.meta.url));

describe('a report as HTML', () => {
  let browser: Browser;

  before(async () => {
    [browser] = await Promise.all([launchChromium(), mkdir(pictures, { recursive: true })]);
  });
  after(() => browser.close());

  for (const name of ['run', 'compare'] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`of a ${name} has nothing that axe finds, in ${colorScheme} colours and at twice the size`, async () => {
        await using run = await reportedRun('ffppeppp');
        const text = name === 'run' ? await run.report('html') : await comparedHtml(run);
        for (const width of [1280, 640]) {
          await show(browser, text, { colorScheme, width }, async (page, faults) => {
            const found = await violations(page);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth);
            await page.screenshot({
              path: join(pictures, `report-${name}-${colorScheme}-${width}.png`),
              fullPage: true,
            });
            assert.deepEqual(found, []);
            assert.ok(wide <= width, `${wide} px`);
            assert.deepEqual(faults, []);
          });
        }
      });
    }
  }

  it('shows hostile replies, cases and prompts as text: no request, no script, nothing outside its place', async () => {
    assert.ok(hostileReplies.length >= 40);
    for (let from = 0; from < hostileReplies.length; from += 8) {
      const replies = hostileReplies.slice(from, from + 8);
      const cases = tickets.map((one, at) => {
        const text = (replies[at] ?? '').slice(0, 5000);
        return { ...one, values: { ticket: text, expected: text }, expected: text, tags: [text] };
      });
      await using run = await reportedRun('ffffffff', { replies, cases });
      const text = await run.report('html');
      const looked = { colorScheme: 'light', width: 1000 } as const;
      await show(browser, text, looked, async (page, faults) => {
        const found = await page.evaluate(look);
        const details = 8 + 2 + 2;
        const clean = { canary: undefined, foreign: 0, outside: 0, isWide: false, details };
        assert.deepEqual(found, clean, `replies from ${from}`);
        assert.deepEqual(faults, []);
      });
    }
  });

  it('narrows its table of cases without a script', async () => {
    await using run = await reportedRun('ffppeppp');
    const looked = { colorScheme: 'light', width: 1280 } as const;
    await show(browser, await run.report('html'), looked, async (page) => {
      const rows = page.locator('.cases tbody tr:visible');
      assert.equal(await rows.count(), 8);
      await page.getByRole('radio', { name: 'failed' }).check();
      assert.equal(await rows.count(), 2);
      await page.getByRole('radio', { name: 'errors' }).check();
      assert.equal(await rows.count(), 1);
      await page.getByRole('radio', { name: 'changed' }).check();
      assert.equal(await rows.count(), 2);
    });
  });
});

async function comparedHtml({ desk, comparison }: ReportedRun): Promise<string> {
  let text = '';
  const sink = { write: (piece: string) => void (text += piece) };
  await writeCompareReport('html', [comparison], sink, () => desk);
  return text;
}

/** Opens the page from a file, as who got it by mail would, with everything folded out. */
async function show(
  browser: Browser,
  text: string,
  looked: { readonly colorScheme: 'light' | 'dark'; readonly width: number },
  use: (page: Page, faults: readonly string[]) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'report.html');
  await writeFile(path, text);
  const context = await browser.newContext({
    colorScheme: looked.colorScheme,
    viewport: { width: looked.width, height: 900 },
  });
  try {
    const page = await context.newPage();
    const faults: string[] = [];
    const own = pathToFileURL(path).href;
    page.on('console', (message) => faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== own) faults.push(`asked for ${request.url()}`);
    });
    await page.goto(own);
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.open = true;
    });
    await use(page, faults);
  } finally {
    await context.close();
  }
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: inside } = globalThis as unknown as { axe: typeof axe };
    const { violations: broken } = await inside.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return broken.map(
      (one) =>
        `${one.id}: ${one.nodes
          .slice(0, 3)
          .map((node) => node.html.slice(0, 160))
          .join(' | ')}`,
    );
  });
}

/** What a text may have done to the page. */
function look(): Readonly<Record<string, unknown>> {
  const foreign =
    'script, img, iframe, object, embed, video, form, base, link, math, a[href^="http"]';
  return {
    canary: Reflect.get(globalThis, '__canary'),
    foreign: document.querySelectorAll(foreign).length,
    outside: document.querySelectorAll('body > :not(header):not(main):not(footer)').length,
    isWide: document.documentElement.scrollWidth > window.innerWidth,
    details: document.querySelectorAll('details').length,
  };
}
