import assert from 'node:assert/strict';
import { sharePanel } from '#support/panelPage.ts';

describe('a run that is going on', () => {
  const open = sharePanel();

  it('fills its rows in, without drawing any of them anew', async () => {
    const panel = await open({ scene: 'live' });
    const row = panel.row('1 ticket-0010');
    await row.getByText('running').waitFor();
    await row.evaluate((element) => element.setAttribute('data-mark', 'the same element'));
    await panel.advance();
    await row.locator('.icon:not(.running)').waitFor();
    assert.equal(await row.getAttribute('data-mark'), 'the same element');
    assert.deepEqual(panel.faults, []);
  });

  it('shows how far it is, and can be cancelled', async () => {
    const panel = await open({ scene: 'live' });
    await panel.page.locator('.facts', { hasText: '111 of 1,440' }).waitFor();
    await panel.advance(2);
    await panel.page.locator('.facts', { hasText: '153 of 1,440' }).waitFor();
    await panel.page.locator('vscode-button', { hasText: 'Cancel' }).click();
    assert.deepEqual(await panel.asked('run/cancel'), [{ run: '01K9LIVE001' }]);
  });

  it('keeps the row under the mouse where it is while others come above it', async () => {
    const panel = await open({ scene: 'live' });
    await panel.heading('Latency').click();
    const row = panel.rows.nth(20);
    await row.scrollIntoViewIfNeeded();
    await row.hover();
    const key = (await row.getAttribute('data-key')) ?? '';
    const before = await panel.row(key).boundingBox();
    const index = await panel.row(key).getAttribute('aria-rowindex');
    await panel.advance(20);
    await panel.page.waitForFunction(
      ([name, at]) =>
        document.querySelector(`[data-key="${name}"]`)?.getAttribute('aria-rowindex') !== at,
      [key, index],
    );
    const after = await panel.row(key).boundingBox();
    assert.equal(after?.y, before?.y);
  });

  it('never takes rows away while newer ones are on their way', async () => {
    const panel = await open({ scene: 'live', delay: 60 });
    await panel.row('0 ticket-0003').waitFor();
    await panel.page.evaluate(() => {
      const seen = { skeletons: 0, fewest: 1000 };
      Object.assign(globalThis, { seen });
      const look = (): void => {
        seen.skeletons += document.querySelectorAll('.grid-body .skeleton').length;
        seen.fewest = Math.min(
          seen.fewest,
          document.querySelectorAll('.grid-body .grid-row').length,
        );
        requestAnimationFrame(look);
      };
      look();
    });
    await panel.advance(3);
    await panel.page.locator('.facts', { hasText: '174 of 1,440' }).waitFor();
    const seen = await panel.page.evaluate(
      () => (globalThis as unknown as { seen: { skeletons: number; fewest: number } }).seen,
    );
    assert.equal(seen.skeletons, 0);
    assert.ok(seen.fewest > 10);
  });

  it('says aloud when a quarter is done, and when it has ended', async () => {
    const panel = await open({ scene: 'live' });
    await panel.page.locator('.facts', { hasText: '111 of 1,440' }).waitFor();
    const status = panel.page.getByRole('status');
    await panel.advance(14);
    await status.getByText('25 percent of the run is done.').waitFor({ state: 'attached' });
    await panel.advance(60);
    await status.getByText('The run is complete. The gate failed.').waitFor({ state: 'attached' });
  });
});
