import { runMarkdown } from '#core/report/markdown.ts';
import { markdownText } from '#core/report/markdownPage.ts';
import { candidateSummary, runManifest, runSummary } from '#support/summaries.ts';
import { runComparison } from '#support/comparing.ts';
import { reportedRun } from '#support/reportedRun.ts';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';

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

describe('a comment on a pull request', () => {
  it('begins with its mark, then the flips, then gate, figures, cases and a link', async () => {
    await using run = await reportedRun('ffppeppp');
    const text = await run.report('pull-request');
    const places = [
      '<!-- assay: report -->\n### Assay: gate passed, no regression shown\n',
      'From passed to failed: 1\n\n- refund\n',
      'Gate: passed.',
      '| prompt | model | passed |',
      '<details><summary>Measures against the baseline</summary>',
      '<details><summary>Cases that failed or broke: 3</summary>',
      'Run `01M858VHTA4QX50TDF3RFW2075`',
    ].map((part) => text.indexOf(part));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.ok(places.every((place) => place >= 0));
  });

  it('links to where more is, and only there', () => {
    const link = 'https://ci.example.com/1?a=b&c=<d>';
    const text = runMarkdown(runManifest(), runSummary(), { link });
    assert.match(text, / · \[more\]\(<https:\/\/ci\.example\.com\/1\?a=b&c=%3Cd%3E>\)\n$/);
  });

  it('calls nobody and makes no markup, whatever replies hold', async () => {
    const attacks = [
      '@team look',
      '<img src="https://x.invalid/a.png">',
      '`` ` ``` code',
      'fixes #12 and org/repo#3',
      '</details></details><script>',
      '<!-- assay: report -->',
      '![i](https://x.invalid/b.png) [l](javascript:1)',
    ];
    await using run = await reportedRun('ffffffff', { replies: attacks });
    const text = (await run.report('pull-request')).slice('<!-- assay: report -->'.length);
    assert.doesNotMatch(text, /@team|<img|<script|<!--|!\[|\]\(|#12|#3\b|https:\/\/x/);
    assert.equal((text.match(/<\/details>/g) ?? []).length, 2);
  });

  it('never has more than 65,000 characters', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 200 }),
        (name, times, troubles) => {
          const long = name.repeat(3).padEnd(300, '<&@');
          const comparison = runComparison();
          const [prompt] = comparison.prompts;
          const [candidate] = prompt!.candidates;
          const flips = Array.from({ length: times }, () => ({
            ...candidate!.toFailed[0]!,
            caseId: long,
          }));
          const candidates = Array.from({ length: times }, () => ({
            ...candidate!,
            toFailed: flips,
          }));
          const reasons = Array.from({ length: times }, () => long);
          const text = runMarkdown(
            runManifest({ gate: { passRate: 1 } }),
            runSummary({
              candidates: Array.from({ length: times }, () => candidateSummary()),
              gate: { pass: false, reasons },
            }),
            {
              comparison: { ...comparison, prompts: [{ ...prompt!, name: long, candidates }] },
              troubled: {
                cases: Array.from({ length: troubles }, () => ({ title: long, message: long })),
                left: 7,
              },
              link: `https://x.example/${'a'.repeat(3000)}`,
              isComment: true,
            },
          );
          assert.ok(text.length <= 65_000, String(text.length));
          assert.match(text, /\n### Assay: gate failed/);
          assert.match(text, /\nRun `01M858VHTA4QX50TDF3RFW2075`/);
          const opened = text.match(/<details>/g) ?? [];
          assert.equal((text.match(/<\/details>/g) ?? []).length, opened.length);
        },
      ),
      { numRuns: 40 },
    );
  });
});
