import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

/** Throws where this machine has none. `CHROMIUM` names one that is elsewhere. */
export function findChromium(): string {
  const own = process.env['CHROMIUM'];
  const found = (own === undefined ? usual : [own]).find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      own === undefined
        ? 'There is no Chromium. Install one (apt-get install chromium), or set CHROMIUM to its path.'
        : `CHROMIUM is ${own}, and there is no such file.`,
    );
  }
  return found;
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--no-first-run',
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
      // A test reaches nothing but this machine.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}

/** A window of the size that screenshots have. Service workers stay on: webviews need theirs. */
export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    locale: 'en-US',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  // The workbench seals secrets with a key that its own web server would hand out.
  await context.route('**/mint-key', (route) =>
    route.fulfill({ contentType: 'application/octet-stream', body: Buffer.alloc(32, 42) }),
  );
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}
