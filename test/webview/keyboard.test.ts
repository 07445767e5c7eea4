import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { sharePanel } from '#support/panelPage.ts';

describe('the keyboard alone', () => {
  const open = sharePanel();

  it('does ten tasks, from a failed case to a model', async () => {
    const panel = await open();
    const { keyboard } = panel.page;
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await keyboard.press(key);
    };
    await panel.shows(480);

    // 1. Filter by text.
    await press('/');
    await keyboard.type('ticket-0005');
    await panel.shows(4);

    // 2. Walk to a row and open it.
    await press('Escape', 'Tab');
    await panel.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await press('g', 'ArrowDown', 'ArrowDown', 'Enter');
    await panel.detail.locator('h2', { hasText: 'ticket-0005' }).waitFor();

    // 3. Read on, one case after the other.
    await press(']');
    await panel.page.locator('.grid-row.selected[aria-rowindex="5"]').waitFor();
    await press('[');
    await panel.page.locator('.grid-row.selected[aria-rowindex="4"]').waitFor();

    // 4. Judge the reply, once it is there.
    await panel.detail.locator('[data-thumb=down]').waitFor();
    await press('n');
    await panel.detail.locator('[data-thumb=down][aria-pressed=true]').waitFor();

    // 5. Go into the case, lay the difference out inline.
    await press('d');
    await tabTo(panel.page, 'Inline');
    await press('Enter');
    await panel.detail.locator('.diff.inline').waitFor();

    // 6. Close it, and stand in the rows again.
    await press('Escape');
    await panel.detail.waitFor({ state: 'detached' });
    await panel.page.waitForFunction(
      () => document.activeElement?.getAttribute('role') === 'gridcell',
    );

    // 7. Sort by a heading.
    await press('ArrowUp', 'ArrowUp', 'ArrowUp', 'End', 'Enter');
    await panel.page
      .locator('[role=columnheader][aria-sort=ascending]', { hasText: 'Latency' })
      .waitFor();

    // 8. Find out what the keys do.
    await press('?');
    await panel.page.getByRole('dialog').waitFor();
    await press('Escape');
    await panel.page.getByRole('dialog').waitFor({ state: 'hidden' });

    // 9. Look at the history, walk to the newest point and open its run.
    await press('3');
    await panel.page.locator('.plot .point').first().waitFor();
    await panel.page.locator('main').focus();
    await tabTo(panel.page, undefined);
    // The three of other programs stand behind ours, and open nothing.
    await press('End', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Enter');
    await panel.page.locator('[data-state]').waitFor();

    // 10. Compare, then weigh models, and switch one.
    await press('2');
    await panel.page.locator('vscode-dropdown[aria-label="Compared with"]').waitFor();
    await press('4');
    const dropdown = panel.page.locator('vscode-dropdown[aria-label="To model"]');
    await dropdown.waitFor();
    await dropdown.focus();
    await press('ArrowDown');
    await panel.page.getByText('→ $2.40 / 1,000').waitFor();
    assert.deepEqual(panel.faults, []);
  });

  it('does nothing by single keys for those who turned them off', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.page.keyboard.press('?');
    await panel.page.getByRole('dialog').locator('vscode-checkbox').click();
    await panel.page.keyboard.press('Escape');
    await panel.page.keyboard.press('3');
    await panel.page.keyboard.press('?');
    assert.equal(await panel.page.getByRole('dialog').isVisible(), false);
    assert.equal(await panel.page.locator('[data-page=run][aria-current=page]').count(), 1);
  });

  it('walks through 100,000 rows without losing the focus', async () => {
    const panel = await open({ scene: 'large' });
    await panel.shows(100_000);
    await panel.page.keyboard.press('g');
    await panel.page.keyboard.press('Control+End');
    await panel.page.locator('[aria-rowindex="100001"] :focus').waitFor();
    await panel.page.keyboard.press('PageUp');
    await panel.page.keyboard.press('Home');
    await panel.page.keyboard.press('Control+Home');
    await panel.page.locator('[aria-rowindex="2"] :focus').waitFor();
    await panel.page.locator('.grid').evaluate((grid) => grid.scrollTo({ top: 400_000 }));
    await panel.row('0 ticket-4551').waitFor();
    assert.equal(await panel.page.locator('[aria-rowindex="2"] :focus').count(), 1);
  });
});

/** Presses Tab until the button with this text, or a point of a chart, has the focus. */
async function tabTo(page: Page, text: string | undefined): Promise<void> {
  for (let at = 0; at < 40; at += 1) {
    await page.keyboard.press('Tab');
    const isThere = await page.evaluate((wanted) => {
      const { activeElement } = document;
      if (wanted === undefined) return activeElement?.classList.contains('point') === true;
      return activeElement?.textContent?.trim() === wanted;
    }, text);
    if (isThere) return;
  }
  throw new Error(`Tab never came to ${text ?? 'a point'}.`);
}
