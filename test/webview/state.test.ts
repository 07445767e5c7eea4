import assert from 'node:assert/strict';
import { sharePanel } from '#support/panelPage.ts';

describe('what the page remembers', () => {
  const open = sharePanel();

  it('is where one was, after a reload', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.choose('Result', 'Changed');
    await panel.page.locator('[data-shown]:not([data-shown="480"])').waitFor();
    const shown = (await panel.page.locator('[data-shown]').getAttribute('data-shown')) ?? '';
    await panel.heading('Cost').click();
    await panel.rows.nth(3).click();
    await panel.detail.locator('.trial-facts').waitFor();
    const title = await panel.detail.locator('h2').innerText();
    await panel.unfold('values');
    await panel.page.reload();
    await panel.detail.locator('.trial-facts').waitFor();
    await panel.shows(Number(shown));
    assert.equal(await panel.detail.locator('h2').innerText(), title);
    assert.equal(await panel.heading('Cost').getAttribute('aria-sort'), 'ascending');
    assert.equal(
      await panel.section('values').locator('.twistie').getAttribute('aria-expanded'),
      'true',
    );
    assert.equal(
      await panel.page
        .locator('vscode-dropdown[aria-label="Result"]')
        .evaluate((one) => Reflect.get(one, 'value')),
      'changed',
    );
  });

  it('is no figure and no reply', async () => {
    const panel = await open();
    await panel.row('2 ticket-0003').click();
    await panel.detail.locator('.trial-facts').waitFor();
    const kept = await panel.page.evaluate(() => sessionStorage.getItem('assay-panel usual') ?? '');
    assert.match(kept, /"caseId":"ticket-0003"/);
    assert.doesNotMatch(kept, /how-to|The question/);
  });

  it('is thrown away where it comes from another version', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.page.evaluate(() =>
      sessionStorage.setItem('assay-panel usual', '{"version":0,"route":7}'),
    );
    await panel.page.reload();
    await panel.shows(480);
    assert.deepEqual(panel.faults, []);
  });

  it('gives way to where the host wants one to look', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.page.evaluate(() => {
      const { fakeHost } = globalThis as unknown as { fakeHost: { tell(notice: unknown): void } };
      fakeHost.tell({ kind: 'show', route: { page: 'run', run: '01K9RUN0003', prompt: 0 } });
    });
    await panel.shows(120);
  });

  it('is not moved by messages that nobody understands', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.page.evaluate(() => {
      for (const data of [
        null,
        7,
        'x',
        { kind: 'notice', notice: { kind: 'show', route: { page: 'x' } } },
        { kind: 'answer', id: -1, ok: true },
      ]) {
        window.postMessage(data, '*');
      }
    });
    await panel.filter('ticket-0001');
    await panel.shows(4);
    assert.deepEqual(panel.faults, []);
  });

  it('is asked for again by its own words where a run is gone', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.page.evaluate(() => {
      const { fakeHost } = globalThis as unknown as { fakeHost: { tell(notice: unknown): void } };
      fakeHost.tell({ kind: 'show', route: { page: 'run', run: 'gone', prompt: 0 } });
    });
    await panel.page.getByText('There is no run "gone" any more.').waitFor();
  });
});
