import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium, openPage } from '../vscode/chromium.ts';
import { servePanel, type PanelServer } from './panelServer.ts';

export interface PanelOptions {
  readonly scene?: string;
  readonly theme?: string;
  readonly page?: string;
  /** Milliseconds that every answer takes. */
  readonly delay?: number;
}

/** The page of the panel, open in a browser, before a host that is made up. */
export class PanelPage {
  readonly page: Page;
  /** Everything that went wrong in the page, and whatever it wanted from elsewhere. */
  readonly faults: readonly string[];

  constructor(page: Page, faults: readonly string[]) {
    this.page = page;
    this.faults = faults;
  }

  get rows(): Locator {
    return this.page.locator('assay-grid .grid-body .grid-row');
  }

  row(key: string): Locator {
    return this.page.locator(`assay-grid .grid-row[data-key="${key}"]`);
  }

  /** A heading of the case table. */
  heading(name: string): Locator {
    return this.page.getByRole('grid').getByRole('columnheader', { name });
  }

  get detail(): Locator {
    return this.page.locator('assay-case');
  }

  section(name: string): Locator {
    return this.page.locator(`[data-section="${name}"]`);
  }

  async unfold(name: string): Promise<Locator> {
    const twistie = this.section(name).locator('.twistie').first();
    if ((await twistie.getAttribute('aria-expanded')) === 'false') await twistie.click();
    return this.section(name).locator('.section-body');
  }

  /** Waits until the table says that it has so many rows. */
  async shows(rows: number): Promise<void> {
    await this.page.locator(`[data-shown="${rows}"]`).waitFor({ state: 'attached' });
  }

  async choose(label: string, option: string): Promise<void> {
    const dropdown = this.page.locator(`vscode-dropdown[aria-label="${label}"]`);
    await dropdown.click();
    await dropdown.locator('vscode-option').getByText(option, { exact: true }).click();
  }

  async filter(text: string): Promise<void> {
    await this.page.locator('[data-name="filter"] input').fill(text);
  }

  /** What the page asked its host to do. */
  asked(method: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return this.page.evaluate(
      (name) =>
        (
          globalThis as unknown as {
            fakeHost: { asked: { method: string; params: Record<string, unknown> }[] };
          }
        ).fakeHost.asked
          .filter((one) => one.method === name)
          .map((one) => one.params),
      method,
    );
  }

  /** Lets the run that goes on go on. */
  async advance(times: number = 1): Promise<void> {
    await this.page.evaluate((count) => {
      const { fakeHost } = globalThis as unknown as { fakeHost: { advance(): void } };
      for (let at = 0; at < count; at += 1) fakeHost.advance();
    }, times);
  }

  async setFailing(isFailing: boolean): Promise<void> {
    await this.page.evaluate((value) => {
      const { fakeHost } = globalThis as unknown as {
        fakeHost: { setFailing(isFailing: boolean): void };
      };
      fakeHost.setFailing(value);
    }, isFailing);
  }

  /** Another theme, as VS Code changes it under an open page. */
  async setTheme(theme: string): Promise<void> {
    await this.page.evaluate((name) => {
      const dev = globalThis as unknown as { applyTheme: (theme: string) => void };
      dev.applyTheme(name);
    }, theme);
  }

  async texts(locator: Locator): Promise<readonly string[]> {
    const found = await locator.allInnerTexts();
    return found.map((text) => text.replace(/\s+/g, ' ').trim());
  }
}

/** Gives a function that opens the page; the browser is shared by the tests of a file, the page is not. */
export function sharePanel(): (options?: PanelOptions) => Promise<PanelPage> {
  let browser: Browser | undefined;
  let server: PanelServer | undefined;
  const pages: Page[] = [];

  before(async () => {
    [browser, server] = await Promise.all([launchChromium(), servePanel()]);
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });

  return async ({ scene = 'usual', theme = 'dark', page: name = '', delay = 0 } = {}) => {
    if (browser === undefined || server === undefined) throw new Error('There is no browser yet.');
    const { origin } = server;
    const page = await openPage(browser);
    page.setDefaultTimeout(20_000);
    pages.push(page);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(origin)) faults.push(`asked for ${request.url()}`);
    });
    page.on('dialog', (dialog) => {
      faults.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    const query = new URLSearchParams({ scene, theme, page: name, delay: String(delay) });
    await page.goto(`${origin}/index.html?${query.toString()}`);
    return new PanelPage(page, faults);
  };
}
