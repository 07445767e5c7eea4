import assert from 'node:assert/strict';
import { panelScript } from '#support/panelScript.ts';

describe('the script of the page', () => {
  it('that is loaded before anything is seen is at most 250 KB', async () => {
    const { atOnce, packagesAtOnce } = await panelScript();
    assert.ok(atOnce <= 250_000, `${atOnce} bytes`);
    assert.ok(packagesAtOnce.includes('lit-html'));
  });

  it('leaves for later what a page or a text needs only when it is shown', async () => {
    const { packagesAtOnce, modulesAtOnce } = await panelScript();
    assert.equal(packagesAtOnce.includes('diff'), false);
    const pages = modulesAtOnce.filter((one) =>
      /pages\/(?:compare|history|models)\/|markdown/.test(one),
    );
    assert.deepEqual(pages, []);
    assert.equal(
      modulesAtOnce.some((one) => one.startsWith('webview/dev/')),
      false,
    );
  });
});
