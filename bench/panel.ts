import type { Page } from 'playwright-core';
import { panelScript } from '../test/support/panelScript.ts';
import { servePanel } from '../test/support/panelServer.ts';
import { launchChromium, openPage } from '../test/vscode/chromium.ts';
import { median } from './median.ts';
import { atMost, shown, type Row } from './row.ts';

interface Look {
  readonly firstRowMs: number;
  /** While it is scrolled like with a wheel; with a jump to another place in every frame; and with nothing to do. */
  readonly scrollMs: number;
  readonly jumpMs: number;
  readonly idleMs: number;
  readonly megabytes: number;
}

/**
 * The page over 100,000 rows, as it is shipped, in a browser. The made-up host shares its thread, and has looked at no
 * more than some of its rows for the figures above them: a real one has counted them before, in another process.
 */
export async function panel(times: number): Promise<readonly Row[]> {
  const script = await panelScript();
  const server = await servePanel();
  const browser = await launchChromium();
  const looks: Look[] = [];
  try {
    for (let round = 0; round < times; round += 1) {
      const page = await openPage(browser);
      looks.push(await look(page, server.origin));
      await page.context().close();
    }
  } finally {
    await browser.close();
    server.close();
  }
  const of = (figure: keyof Look): readonly number[] => looks.map((one) => one[figure]);
  const all = (figure: keyof Look): string =>
    `median of ${times}: ${of(figure).map(shown).join(', ')}`;
  return [
    {
      name: 'panel, script of the first load',
      value: script.atOnce / 1000,
      unit: 'KB',
      goal: atMost(250),
    },
    {
      name: 'panel, 100000 rows until the first is painted',
      value: median(of('firstRowMs')),
      unit: 'ms',
      goal: atMost(1000),
      note: `${all('firstRowMs')}; the host in the page's own thread`,
    },
    {
      name: 'panel, slowest frame while 100000 rows are scrolled',
      value: median(of('scrollMs')),
      unit: 'ms',
      goal: atMost(50),
      note: `${all('scrollMs')}; with nothing to do ${of('idleMs').map(shown).join(', ')}`,
    },
    {
      name: 'panel, slowest frame with a jump across them in every frame',
      value: median(of('jumpMs')),
      unit: 'ms',
      note: all('jumpMs'),
    },
    {
      name: 'panel, JavaScript heap of the page after that',
      value: median(of('megabytes')),
      unit: 'MB',
      goal: atMost(300),
      note: all('megabytes'),
    },
  ];
}

async function look(page: Page, origin: string): Promise<Look> {
  await page.addInitScript(watchFirstRow);
  await page.goto(`${origin}/index.html?scene=large`);
  const found = await page.waitForFunction(() => performance.getEntriesByName('first row')[0]);
  const firstRowMs = await found.evaluate((mark) => mark?.startTime ?? Infinity);
  const idleMs = await page.evaluate(slowestFrame, 'idle');
  const scrollMs = await page.evaluate(slowestFrame, 'scroll');
  const jumpMs = await page.evaluate(slowestFrame, 'jump');
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
  return { firstRowMs, idleMs, scrollMs, jumpMs, megabytes: usedSize / 1e6 };
}

/**
 * Marks, in the page itself, when the first row has been painted: in the frame after the one in which it was there. The
 * clock starts with the navigation.
 */
function watchFirstRow(): void {
  const observer = new MutationObserver(() => {
    if (document.querySelector('assay-grid .grid-body .grid-row[data-key]') === null) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('first row')));
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** Of 120 frames. */
function slowestFrame(doing: string): Promise<number> {
  const grid = document.querySelector('assay-grid .grid');
  return new Promise((resolve) => {
    let frame = 0;
    let last = performance.now();
    let slowest = 0;
    const next = (now: number): void => {
      if (frame > 1) slowest = Math.max(slowest, now - last);
      last = now;
      frame += 1;
      if (frame > 120) return resolve(slowest);
      if (doing === 'scroll') grid?.scrollBy({ top: 110 });
      if (doing === 'jump') grid?.scrollTo({ top: ((frame * 7919) % 100_000) * 22 });
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}
