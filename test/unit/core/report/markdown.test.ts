import { markdownText, runMarkdown } from '#core/report/markdown.ts';
import { candidateSummary, runManifest, runSummary } from '#support/summaries.ts';
import assert from 'node:assert/strict';

describe('a run as Markdown', () => {
  it('is a table for a pull request', () => {
    assert.equal(
      runMarkdown(runManifest({ commit: 'f'.repeat(40) }), runSummary()),
      `### Assay: gate passed

Gate: passed.  
Complete after 12.3 s, spent &#36;0.0123.

| prompt | model | passed | scores | trials | latency | tokens | cost |
| --- | --- | --- | --- | --- | --- | --- | --- |
| triage / base | openai/gpt-5-mini | 46 of 48 passed<br>95.8 %<br>86.0 to 98.8 % | right queue 0.958 | 48 of 48 replied<br>0 errors<br>0 not scored | p50 812 ms<br>p95 2.1 s | 12,345 in<br>678 out | &#36;0.0123 |

Run \`01M858VHTA4QX50TDF3RFW2075\`, Assay 0.1.0, commit \`ffffffffffff\`
`,
    );
  });

  it('makes no markup, link, image or mention of what it shows', () => {
    const text = markdownText(
      '<img src=x> [a](https://b) ![c](d) @team `e` **f** | www.g #1 \n> h',
    );
    assert.equal(
      text,
      '&#60;img src=x&#62; &#91;a&#93;(https&#58;//b) &#33;&#91;c&#93;(d) &#64;team &#96;e&#96; ' +
        '&#42;&#42;f&#42;&#42; &#124; www&#46;g &#35;1 &#62; h',
    );
  });

  it('stays under 65,000 characters and says what it left out', () => {
    const candidates = Array.from({ length: 400 }, (_, candidate) =>
      candidateSummary({ candidate }),
    );
    const info = { prompt: 0, variant: 'v'.repeat(200), model: 'm'.repeat(200) };
    const manifest = runManifest({ candidates: candidates.map(() => info) });
    const text = runMarkdown(manifest, runSummary({ candidates }));
    assert.ok(text.length <= 65_000, String(text.length));
    assert.match(text, /\n\d+ more not shown; `assay history show` has them all\.\n/);
  });
});
