import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeRunHtml } from '#core/report/html/runHtml.ts';
import { attribute, block, html, named } from '#core/report/html/markup.ts';
import { reportedRun } from '#support/reportedRun.ts';

describe('markup', () => {
  it('makes characters of every text, and names what one would not see', () => {
    assert.equal(
      html`<b>${'<i a="1">&\u202e\u0000'}</b>`.text,
      '<b>&lt;i a=&quot;1&quot;&gt;&amp;<span class="hidden-character" title="Not visible: right-to-left override, null">U+202E U+0000</span></b>',
    );
    assert.equal(attribute(`" onload='x'\u200b`).text, '&quot; onload=&#39;x&#39;[U+200B]');
  });

  it('cuts long texts and says how much is missing, never half of a character', () => {
    assert.match(block(`${'a'.repeat(9)}😀b`, 10).text, />\na{9}<\/pre>\s*<p class="note">3 of 12/);
    assert.equal(named('a\n b'.repeat(200), 5).text, '<bdi>a ba …</bdi>');
  });
});

describe('a run as one page', () => {
  it('lets nothing run and nothing load but its own style sheet, named by its hash', async () => {
    await using run = await reportedRun();
    const page = await run.report('html');
    const [, policy = ''] =
      /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    assert.equal(
      policy,
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    assert.doesNotMatch(page, /<script|<link|<img|\sstyle="|\son\w+=|url\(|@import/);
  });

  it('says gate, figures, differences, and the cases to look at with those that passed before first', async () => {
    await using run = await reportedRun('ffppeppp');
    const words = textOf(await run.report('html'));
    for (const wanted of [
      /✓ Gate: passed\./,
      /No regression is shown Against the baseline, last accepted .* 2 cases from passed to failed/,
      /commit ab12ab12ab12, run 01M858VHTA4QX50TDF3RFW2075/,
      /3 rows that failed or broke/,
      /✗ failed refund on mock\/small ▼ passed before/,
      /! error login on mock\/small/,
      /system Sort the ticket\. user A ticket about refund\./,
      /Expected Reply billing no idea 0/,
      /server: The service broke\./,
      /8 rows: a case on a candidate each/,
      /git checkout (?:ab12){10} assay run prompts\/triage\.prompt\.yml --model mock\/small mock\/large --variant base/,
    ]) {
      assert.match(words, wanted);
    }
    assert.ok(words.indexOf('refund on mock/large') < words.indexOf('login on mock/small'));
  });

  it('shows so many cases and rows, and says how many it leaves out', async () => {
    await using run = await reportedRun('ffffffff');
    let page = '';
    const sink = { write: (text: string) => void (page += text) };
    await writeRunHtml(run.desk, run.book, sink, undefined, { details: 3, rows: 5 });
    const words = textOf(page);
    assert.match(words, /8 rows that failed or broke; the first 3 are shown\./);
    assert.match(words, /The first 5 of 8 rows; 3 are left out\./);
    assert.equal((page.match(/<tr class="failed/g) ?? []).length, 5);
  });

  it('of a run that was cut off says so, and shows what there is', async () => {
    await using run = await reportedRun('ffpp----');
    const page = textOf(await run.report('html'));
    assert.match(page, /2 rows that failed or broke/);
  });
});

/** What a reader sees of a page, in one line. */
function textOf(page: string): string {
  return page
    .replace(/<head>[\s\S]*<\/head>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([,.:])/g, '$1');
}
