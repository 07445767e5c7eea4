import { showSummary } from '#cli/terminal/summary.ts';
import { fakeEcho } from '#support/fakeEcho.ts';
import { candidateSummary, runManifest, runSummary } from '#support/summaries.ts';
import assert from 'node:assert/strict';

const { states, evaluators } = candidateSummary();

const twoCandidates = runManifest({
  candidates: [
    { prompt: 0, variant: 'base', model: 'openai/gpt-5-mini' },
    { prompt: 0, variant: 'with-reasons', model: 'somebody/a-model-with-quite-a-long-name' },
  ],
});

const twoSummaries = [
  candidateSummary(),
  candidateSummary({
    candidate: 1,
    planned: 50,
    states: { ...states, replied: 40, truncated: 3, error: 5, unknown: 2 },
    errors: { timeout: 4, 'rate-limited': 1 },
    judged: 41,
    passed: 41,
    passRate: 1,
    interval: { low: 0.914, high: 1 },
    evaluators: [{ ...evaluators[0]!, scored: 41, failed: 2, value: 1, judged: 41, passed: 41 }],
    withoutUsage: 4,
  }),
].map((summary, place) => {
  if (place === 0) return summary;
  const { costUsd: _unpriced, ...rest } = summary;
  return rest;
});

function shown(
  ...args: [Parameters<typeof showSummary>[1], Parameters<typeof showSummary>[2]]
): string {
  const { echo, text } = fakeEcho();
  showSummary(echo, ...args);
  return text();
}

describe('the table of a run', () => {
  it('tells pass rate, scores, errors, time, tokens and cost of each candidate', () => {
    const gate = { pass: false, reasons: ['triage / with-reasons on x: 1 of 2 passed'] };
    assert.equal(
      shown(twoCandidates, runSummary({ candidates: twoSummaries, gate })),
      `prompt, variant, model   passed           scores             trials            time, tokens
---------------------------------------------------------------------------------------------
triage / base            46 of 48 passed  right queue 0.958  48 of 48 replied  p50 812 ms
openai/gpt-5-mini        95.8 %                              0 errors          p95 2.1 s
                         86.0 to 98.8 %                      0 not scored      12,345 in
                                                                               678 out
                                                                               $0.0123
---------------------------------------------------------------------------------------------
triage / with-reasons    41 of 41 passed  right queue 1 (2   40 of 50 replied  p50 812 ms
somebody/a-model-with-q  100.0 %          failed)            5 errors          p95 2.1 s
uite-a-long-name         91.4 to 100.0 %                       4 timeout       12,345 in
                                                               1 rate-limited  678 out
                                                             2 not scored      4 uncounted
                                                             3 truncated       unpriced
                                                             2 never answered
Ranges are 95 % Wilson intervals.

Gate: failed.
  triage / with-reasons on x: 1 of 2 passed
Complete after 12.3 s, spent $0.0123.
`,
    );
  });

  it('fits 100 columns', () => {
    const long = 'x'.repeat(300);
    const manifest = runManifest({ candidates: [{ prompt: 0, variant: long, model: long }] });
    const candidates = [
      candidateSummary({ evaluators: [{ ...evaluators[0]!, name: '日'.repeat(90) }] }),
    ];
    const [table = ''] = shown(manifest, runSummary({ candidates })).split('\nGate');
    for (const line of table.split('\n')) {
      const wide = line.match(/日/g)?.length ?? 0;
      assert.ok(line.length + wide <= 100, line);
    }
  });

  it('lets no name make a row or move the cursor', () => {
    const evil = 'a\nfake row\u001b[1A\u009b2J\r';
    const manifest = runManifest({ candidates: [{ prompt: 0, variant: evil, model: evil }] });
    const harmless = runManifest({
      candidates: [{ prompt: 0, variant: 'a fake row', model: 'a fake row' }],
    });
    assert.equal(shown(manifest, runSummary()), shown(harmless, runSummary()));
  });

  it('says so where no gate is set, and where models have no price', () => {
    const [model] = runManifest().models;
    const { price: _price, ...unpriced } = model!;
    const text = shown(runManifest({ gate: {}, models: [unpriced] }), runSummary({ spentUsd: 0 }));
    assert.match(
      text,
      /\nGate: none is set\.\nComplete after 12\.3 s, spending unknown: no model has a price\.\n$/,
    );
  });

  it('shows labels one by one, and what was taken for what', () => {
    const label = {
      ...evaluators[0]!,
      kind: 'label',
      figures: {
        'precision.billing': 1,
        'recall.billing': 0.5,
        'f1.billing': 2 / 3,
        'support.billing': 2,
        'precision.bug': 0,
        'recall.bug': 1,
        'f1.bug': 0,
        'support.bug': 1,
      },
      detail: {
        rows: ['billing', 'bug'],
        columns: ['billing', 'bug', 'invalid'],
        matrix: [
          [1, 0, 1],
          [0, 1, 0],
        ],
        undefinedAsZero: ['precision.bug'],
      },
    };
    const text = shown(
      runManifest(),
      runSummary({ candidates: [candidateSummary({ evaluators: [label] })] }),
    );
    assert.ok(
      text.includes(`right queue, by label
label    precision  recall  F1     cases
------------------------------------------
billing  1          0.500   0.667  2
bug      0/0        1       0      1

right queue, expected (down) against replied (across)
         billing  bug  invalid
--------------------------------
billing  1        0    1
bug      0        1    0
`),
      text,
    );
  });
});
