import assert from 'node:assert/strict';
import { webAddress } from '#base/webAddress.ts';
import { pageHtml } from '#extension/panel/pageHtml.ts';
import { panelNotices } from '#extension/panel/panelNotices.ts';
import { runPlaceOf } from '#extension/commands/runPlace.ts';
import type { PanelNotice } from '#protocol/panel.ts';
import { FakeClock } from '#support/fakeClock.ts';

describe('the HTML of the panel', () => {
  const html = pageHtml(
    {
      source: 'https://*.vscode-cdn.net',
      script: 'https://f/main.js',
      style: 'https://f/styles.css',
    },
    { script: 'abc123', style: 'def456' },
  );

  it('allows nothing but its own script and files', () => {
    const [, policy = ''] = /content="([^"]+)"/.exec(html) ?? [];
    assert.deepEqual(policy.split('; '), [
      "default-src 'none'",
      "script-src 'nonce-abc123'",
      "style-src https://*.vscode-cdn.net 'nonce-def456'",
      'img-src https://*.vscode-cdn.net',
      'font-src https://*.vscode-cdn.net',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('has one script and one sheet of styles, each with its nonce', () => {
    assert.deepEqual(html.match(/<(script|link)\b[^>]*>/g), [
      '<link rel="stylesheet" nonce="def456" href="https://f/styles.css" />',
      '<script nonce="abc123" type="module" src="https://f/main.js">',
    ]);
  });

  it('tells the controls the nonce for styles, and that of the script to nobody', () => {
    assert.ok(html.includes('<meta property="csp-nonce" content="def456" />'));
    assert.deepEqual(html.match(/abc123/g)?.length, 2);
  });
});

describe('an address that a page wants to have opened', () => {
  it('is one of the web and shows where it leads', () => {
    assert.equal(webAddress('https://example.com/a?b=c'), 'https://example.com/a?b=c');
    assert.equal(webAddress('HTTP://Example.com'), 'http://example.com/');
    // A letter that looks like another one shows as what it is.
    assert.equal(webAddress('https://exаmple.com'), 'https://xn--exmple-4nf.com/');
  });

  it('is none otherwise', () => {
    for (const url of [
      'command:workbench.action.terminal.new',
      'vscode://file/etc/passwd',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'data:text/html,x',
      'https://good.com@evil.com/',
      '//evil.com',
      'example.com',
      `https://a/${'x'.repeat(3000)}`,
    ]) {
      assert.equal(webAddress(url), undefined, url);
    }
  });
});

describe('what changed', () => {
  it('is told once in a while, each thing once', async () => {
    const clock = new FakeClock();
    const told: PanelNotice[] = [];
    const notices = panelNotices((notice) => told.push(notice), clock);
    for (let trial = 0; trial < 1000; trial += 1) notices.add({ what: 'run', run: 'a' });
    notices.add({ what: 'runs' });
    assert.deepEqual(told, []);
    await clock.advance(250);
    assert.deepEqual(told, [
      { kind: 'changed', what: 'run', run: 'a' },
      { kind: 'changed', what: 'runs' },
    ]);
    notices.add({ what: 'runs' });
    notices.dispose();
    await clock.advance(250);
    assert.equal(told.length, 2);
  });
});

describe('a place in the explorer', () => {
  const id = '01M858VHTA4QX50TDF3RFW2075';

  it('is that of a run where it is the folder of one, or a file in it', () => {
    const place = { root: '/work/shop', id };
    assert.deepEqual(fileAt(`/work/shop/.assay/runs/${id}`), place);
    assert.deepEqual(fileAt(`/work/shop/.assay/runs/${id}/summary.json`), place);
  });

  it('is none otherwise', () => {
    assert.equal(fileAt(`/work/shop/runs/${id}/summary.json`), undefined);
    assert.equal(fileAt('/work/shop/.assay/runs/x/summary.json'), undefined);
    assert.equal(fileAt('/'), undefined);
    assert.equal(runPlaceOf({ root: '/p', id }), undefined);
    assert.equal(runPlaceOf(undefined), undefined);
  });
});

function fileAt(fsPath: string): ReturnType<typeof runPlaceOf> {
  return runPlaceOf({ scheme: 'file', fsPath });
}
