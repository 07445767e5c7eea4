import assert from 'node:assert/strict';
import { hostileReplies } from '../../webview/dev/hostileReplies.ts';
import { sharePanel } from '#support/panelPage.ts';

describe('hostile replies', () => {
  const open = sharePanel();

  it('are shown as text: no request, no script, nothing outside its place', async () => {
    const panel = await open({ scene: 'hostile' });
    await panel.shows(hostileReplies.length);
    assert.ok(hostileReplies.length >= 40);
    await panel.section('metrics').locator('.twistie').click();
    const heading = await panel.page.locator('h1').boundingBox();
    for (const [at] of hostileReplies.entries()) {
      const id = `hostile-${String(at + 1).padStart(4, '0')}`;
      if (at === 0) await panel.rows.first().click();
      else await panel.page.keyboard.press(']');
      await panel.detail.locator('h2', { hasText: id }).waitFor();
      await panel.detail.locator('assay-diff .diff').waitFor();
      await panel.detail.getByRole('button', { name: 'Markdown' }).click();
      await panel.detail.locator('.rendered').waitFor();
      const found = await panel.page.evaluate(look);
      assert.deepEqual(found, { canary: undefined, foreign: 0, isWide: false, outside: 0 }, id);
      assert.deepEqual(await panel.page.locator('h1').boundingBox(), heading, id);
      await panel.detail.getByRole('button', { name: 'Text', exact: true }).click();
    }
    assert.deepEqual(panel.faults, []);
  });

  it('have marks where one would see nothing', async () => {
    const panel = await open({ scene: 'hostile' });
    await panel.row('0 hostile-0026').click();
    const reply = panel.detail.locator('.reply pre');
    await reply.waitFor();
    assert.equal(
      await reply.innerText(),
      'U+202Egnp.exeU+202C U+2066isolatedU+2069 userU+200Bname payU+00ADpal U+FEFFstart',
    );
  });

  it('of five million characters are shown a portion at a time', async () => {
    const panel = await open({ scene: 'hostile' });
    await panel.filter('hostile-0031');
    await panel.shows(1);
    await panel.rows.first().click();
    const part = panel.detail.locator('.reply');
    await part.getByText('4,980,000 of 5,000,000 characters are not shown.').waitFor();
    await part.locator('vscode-button', { hasText: 'Show More' }).click();
    await part.getByText('4,960,000 of 5,000,000 characters are not shown.').waitFor();
  });

  it('open an address of the web only through the host', async () => {
    const panel = await open({ scene: 'hostile' });
    await panel.row('0 hostile-0022').click();
    await panel.detail.getByRole('button', { name: 'Markdown' }).click();
    const links = panel.detail.locator('.rendered .link');
    await links.first().waitFor();
    assert.deepEqual(await panel.texts(links), ['https://canary.invalid/i']);
    await links.first().click();
    assert.deepEqual(await panel.asked('link/open'), [{ url: 'https://canary.invalid/i' }]);
    assert.deepEqual(panel.faults, []);
  });
});

/** What a reply may have done to the page. */
function look(): { canary: unknown; foreign: number; isWide: boolean; outside: number } {
  const foreign =
    'script:not([nonce]), style, img, iframe, object, embed, video, form, base, link:not([nonce]), math';
  return {
    canary: Reflect.get(globalThis, '__canary'),
    foreign: document.querySelectorAll(foreign).length,
    isWide: document.documentElement.scrollWidth > window.innerWidth,
    outside: document.querySelectorAll('body > :not(assay-panel):not(script)').length,
  };
}
