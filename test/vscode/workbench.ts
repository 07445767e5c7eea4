import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { screenshots } from './session.ts';

const yes = (): boolean => true;
const no = (): boolean => false;

/** What a person sees and does in the window. A locator waits for what it names; nothing here sleeps. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  // Files and text

  /** Opens a file of the workspace by its relative path, and waits until its text is there. */
  async openFile(path: string): Promise<void> {
    const { page } = this;
    const tab = this.tab(path).and(page.locator('.active')).first();
    // The list of files is made anew while late ones come in, and what was clicked may be gone.
    for (let tries = 1; ; tries += 1) {
      await this.fillQuickInput('Control+P', path);
      const attempt = this.quickInputRow(basename(path))
        .first()
        .click({ timeout: 5000 })
        .then(() => tab.waitFor({ timeout: 5000 }));
      if (await (tries === 5 ? attempt.then(yes) : attempt.then(yes, no))) break;
    }
    await this.lines.first().waitFor();
  }

  /** The tab of a file, or of a made-up document by its title. */
  tab(path: string): Locator {
    return this.page.locator(`.tabs-container .tab[data-resource-name="${basename(path)}"]`);
  }

  /** The lines of the active editor that are on the screen. */
  get lines(): Locator {
    return this.page.locator('.editor-group-container.active .view-lines').first().locator('>*');
  }

  /** The text of the active editor that is on the screen, without what decorations add. */
  async visibleText(): Promise<string> {
    await this.lines.first().waitFor();
    const lines = await this.lines.evaluateAll((all) =>
      all
        .map((line) => ({ top: Number.parseInt(line.style.top, 10), text: line.textContent }))
        .toSorted((a, b) => a.top - b.top)
        .map((line) => line.text),
    );
    return lines.join('\n').replaceAll('\u{a0}', ' ');
  }

  /** What decorations say at the ends of lines, from top to bottom. */
  async lineEnds(): Promise<readonly string[]> {
    return this.page.evaluate<string[]>(`
      [...document.querySelectorAll('.editor-group-container.active .view-line span')]
        .map((span) => [span.getBoundingClientRect().top, getComputedStyle(span, '::after').content])
        .filter(([, text]) => text.startsWith('"'))
        .sort(([a], [b]) => a - b)
        .map(([, text]) => JSON.parse(text).replaceAll('\\u00a0', ' '))`);
  }

  /** Decorations come some time after what they tell of: rejects with the difference that stays. */
  async expectLineEnds(expected: readonly string[]): Promise<void> {
    const end = performance.now() + 10_000;
    for (;;) {
      const shown = await this.lineEnds();
      if (isDeepStrictEqual(shown, expected)) return;
      if (performance.now() > end) assert.deepEqual(shown, expected);
    }
  }

  /** Puts the cursor at the start of a line, from 1. */
  async goToLine(line: number): Promise<void> {
    await this.fillQuickInput('Control+G', `:${line}`);
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Types where the cursor is. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.tab.active:not(.dirty)').waitFor();
  }

  codeLens(text: string | RegExp): Locator {
    // One that only says something is no link.
    return this.page.locator('.codelens-decoration > :is(a, span)', { hasText: text });
  }

  /**
   * Clicks a lens, the first or the `nth` from 0 with that text. VS Code shows those of the last time, which are no
   * links and take no click, until those of this time are there.
   */
  async clickLens(text: string | RegExp, nth = 0): Promise<void> {
    await this.page.locator('.codelens-decoration > a', { hasText: text }).nth(nth).click();
  }

  /**
   * Shows what is said about a text of the active editor. Lenses that come push lines away from under the mouse, and
   * the hover goes with them: like a person, this points at the text again.
   */
  async hover(text: string): Promise<Locator> {
    const hover = this.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content').first();
    for (let tries = 1; ; tries += 1) {
      await this.lines.getByText(text).first().hover();
      const shown = hover.waitFor({ timeout: 2000 });
      if (await (tries === 10 ? shown.then(yes) : shown.then(yes, no))) return hover;
      await this.page.mouse.move(0, 0);
    }
  }

  /** Completions at the cursor. */
  get suggestions(): Locator {
    return this.page.locator('.suggest-widget.visible .monaco-list-row');
  }

  // Commands and questions

  /** Runs a command from the palette by its whole title: `Assay: Run Prompt`. */
  async runCommand(title: string): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row');
    const exact = row.and(this.page.locator(`[aria-label="${title}"], [aria-label^="${title}, "]`));
    // The list is made when the palette opens, and extensions say only then and later what they offer.
    for (let tries = 1; ; tries += 1) {
      await this.fillQuickInput('F1', `>${title}`);
      const found = exact.first().waitFor({ timeout: 2000 });
      if (await (tries === 10 ? found.then(yes) : found.then(yes, no))) break;
      await this.page.keyboard.press('Escape');
      await this.quickInput.waitFor({ state: 'hidden' });
    }
    await this.choose(exact.first());
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  quickInputRow(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  }

  /** Chooses an entry of the list that is open. */
  async pick(text: string | RegExp): Promise<void> {
    // A row that lies under the mouse by chance shows a note, which lies over the others.
    await this.page.mouse.move(0, 0);
    await this.quickInputRow(text).first().click();
  }

  /** Answers an input box, which is known by what it asks. */
  async answer(question: string | RegExp, text: string): Promise<void> {
    const asking = this.quickInput.filter({ hasText: question });
    await asking.locator('input').first().fill(text);
    await asking.locator('input').first().press('Enter');
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-toast', { hasText: text });
  }

  /** Presses a button of a notification. */
  async respond(notification: string | RegExp, button: string): Promise<void> {
    const found = this.notification(notification);
    await found.getByRole('button', { name: button, exact: true }).click();
  }

  /** A question that has to be answered before anything else. */
  dialog(text: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box', { hasText: text });
  }

  // Around the editor

  /** Brings a part of the side bar to the front: `Explorer`, `Testing`, `Assay`. */
  async openSideBar(title: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: title });
    // A second click on the one in front would close it.
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    await this.page.locator('.sidebar .composite.title', { hasText: title }).waitFor();
  }

  /** A view of the side bar by its title. */
  view(title: string): Locator {
    const header = this.page.locator('.pane-header', {
      has: this.page.getByRole('heading', { name: title }),
    });
    return this.page.locator('.pane', { has: header });
  }

  treeItem(view: string, name: string | RegExp): Locator {
    return this.view(view).getByRole('treeitem', { name });
  }

  /** Chooses from the menu of a row of a view. */
  async runMenu(view: string, row: string | RegExp, title: string): Promise<void> {
    await this.treeItem(view, row).first().click({ button: 'right' });
    await this.chooseFromMenu(title);
  }

  /** From the context menu that is open. */
  async chooseFromMenu(title: string): Promise<void> {
    const menu = this.page.locator('.monaco-menu');
    // A menu takes no click just after it opened, and nothing tells when it does.
    for (let tries = 1; ; tries += 1) {
      await menu.locator('.action-item', { hasText: title }).click();
      const closed = menu.waitFor({ state: 'hidden', timeout: 1000 });
      if (tries === 10) return closed;
      if (await closed.then(yes, no)) return;
    }
  }

  /** A row of the Test Explorer. */
  testItem(name: string | RegExp): Locator {
    return this.page.locator('.test-explorer .monaco-list-row', { hasText: name });
  }

  /** Presses the run button of a row of the Test Explorer. */
  async runTest(name: string | RegExp): Promise<void> {
    const row = this.testItem(name).first();
    await row.hover();
    await row.getByRole('button', { name: 'Run Test', exact: true }).click();
  }

  /** Opens a row of a tree, and leaves it open. */
  async expand(row: Locator): Promise<void> {
    const first = row.first();
    await first.waitFor();
    if ((await first.getAttribute('aria-expanded')) !== 'true') {
      await first.locator('.monaco-tl-twistie').click();
    }
    await first.and(this.page.locator('[aria-expanded="true"]')).waitFor();
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar .statusbar-item', { hasText: text });
  }

  /** A row of the Problems panel, which has to be open. */
  problem(text: string | RegExp): Locator {
    return this.page.locator('.markers-panel .monaco-list-row', { hasText: text });
  }

  /** Says in Restricted Mode that the folder is trusted. */
  async trustFolder(): Promise<void> {
    await this.statusBarItem('Restricted Mode').click();
    const editor = this.page.locator('.workspace-trust-editor');
    await editor.getByRole('button', { name: 'Trust', exact: true }).click();
    await editor.getByText('You trust this folder').waitFor();
  }

  /** By its name in the list of themes: `Light Modern`. */
  async useTheme(name: string): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    const row = this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${name}"]`);
    await this.quickInput.locator('input').first().fill(name);
    await row.first().click();
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Writes `out/screenshots/<name>.png`: of the window, or of a part of it. */
  async screenshot(name: string, part?: Locator): Promise<void> {
    await mkdir(screenshots, { recursive: true });
    const path = join(screenshots, `${name}.png`);
    // Without a cursor that blinks, the same window gives the same picture.
    const still = { path, animations: 'disabled', caret: 'hide' } as const;
    await (part === undefined ? this.page.screenshot(still) : part.screenshot(still));
  }

  /** Clicks a row until it goes: one that is made anew while late results come in takes no click. */
  private async choose(row: Locator): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const attempt = row
        .click({ timeout: 4000 })
        .then(() => row.waitFor({ state: 'hidden', timeout: 4000 }));
      if (await (tries === 10 ? attempt.then(yes) : attempt.then(yes, no))) return;
    }
  }

  /** A window takes keys only some time after it is drawn, and nothing tells when; so the key is pressed until it works. */
  private async fillQuickInput(key: string, text: string): Promise<void> {
    const input = this.quickInput.locator('input').first();
    for (let tries = 1; ; tries += 1) {
      if (!(await input.isVisible())) await this.page.keyboard.press(key);
      // One that is closing is still there, and takes nothing.
      const attempt = input.fill(text, { timeout: 1000 });
      if (tries === 20) await attempt;
      else if (!(await attempt.then(yes, no))) continue;
      return;
    }
  }
}
