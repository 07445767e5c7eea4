import assert from 'node:assert/strict';
import { compareCells } from '#core/compare/compareCells.ts';
import { compareSides } from '#core/compare/compareSides.ts';
import { compareDocument } from '#extension/documents/compareDocument.ts';
import { diffSide } from '#extension/documents/diffSide.ts';
import { resultDocument, type CaseOfRun } from '#extension/documents/resultDocument.ts';
import { runDocument, type RunFound } from '#extension/documents/runDocument.ts';
import { evaluatorFacts, sidePrompt, verdictCells } from '#support/comparing.ts';
import { baselineCell, scored, trialResult, withoutReply } from '#support/results.ts';
import { runManifest, runSummary } from '#support/summaries.ts';

const text = `name: triage
model: mock/small
messages:
  - { role: system, content: "Sort." }
  - { role: user, content: "{{ticket}}" }
`;
const manifest = runManifest({
  prompts: [{ file: 'triage.prompt.yml', name: 'triage', sha256: '', text, cases: 2, repeats: 1 }],
  candidates: [
    { prompt: 0, variant: 'base', model: 'mock/small' },
    { prompt: 0, variant: 'base', model: 'mock/large' },
  ],
});
const testCase = {
  id: 'refund',
  values: { ticket: 'Charged twice.' },
  expected: 'billing',
  tags: [],
  source: { file: 'triage.prompt.yml', line: 12 },
};

function long(candidate: number, length: number) {
  return trialResult({ candidate, reply: { text: 'x'.repeat(length), ending: 'stop' } });
}

describe('the document of a result', () => {
  const found: CaseOfRun = {
    manifest,
    prompt: 0,
    caseId: 'refund',
    testCase,
    results: [
      trialResult({
        reply: {
          text: 'bug',
          ending: 'stop',
          source: 'recording',
          latencyMs: 812,
          usage: { inputTokens: 10, outputTokens: 5 },
          costUsd: 0.0123,
        },
        pass: false,
        scores: [
          {
            evaluator: 'right',
            score: { outcome: 'scored', value: 0, pass: false, why: 'expected billing' },
          },
        ],
      }),
      withoutReply(
        trialResult({
          candidate: 1,
          state: 'error',
          scores: [],
          failure: { code: 'rate-limited', message: 'Too many requests.' },
        }),
      ),
    ],
  };

  it('shows what a score was made from as text, whatever that says', async () => {
    const claims = [{ claim: '```\n# [x](command:y)\u202E', supported: false }];
    const score = { ...scored('faithful', 0.5), details: { judge: 'a/b', claims } };
    const shown = await resultDocument({ ...found, results: [trialResult({ scores: [score] })] });
    assert.ok(
      shown.includes(
        'Details of `faithful`:\n\n````\njudge: a/b\nclaims:\n  - claim: ``` # [x](command:y)[U+202E]; supported: no\n````',
      ),
      shown,
    );
  });

  it('tells state, reasons, reply, where it came from and what was sent', async () => {
    assert.equal(
      await resultDocument(found),
      `# \`refund\`

Prompt \`triage\`, \`triage.prompt.yml\`  
Case \`triage.prompt.yml:12\`  
Run \`01M858VHTA4QX50TDF3RFW2075\`, started 2026-11-23 22:36 UTC

- \`mock/small\`, variant \`base\`: Failed
- \`mock/large\`, variant \`base\`: Error \`rate-limited\`: \`Too many requests.\`

## Expected

\`\`\`
billing
\`\`\`

## \`mock/small\`, variant \`base\`

**Failed**

- failed: \`right\` 0: \`expected billing\`

Reply, from a recording, 812 ms, 10 tokens in, 5 out, $0.0123:

\`\`\`
bug
\`\`\`

## \`mock/large\`, variant \`base\`

**Error \`rate-limited\`: \`Too many requests.\`**

## Messages

system:

\`\`\`
Sort.
\`\`\`

user:

\`\`\`
Charged twice.
\`\`\`
`,
    );
  });

  it('cuts a reply of any length with a note, and all replies together', async () => {
    const shown = await resultDocument({ ...found, results: [long(0, 250_000), long(1, 5)] });
    assert.match(shown, /Cut: 50000 more characters are not shown\./);
    const repeated = Array.from({ length: 30 }, (_, repeat) => ({ ...long(0, 100_000), repeat }));
    const all = await resultDocument({ ...found, results: repeated });
    assert.ok(all.length < 1_100_000, String(all.length));
    assert.match(all, /20 more trials are not shown\./);
  });

  it('is written without the case where the copy of the cases is gone', async () => {
    const shown = await resultDocument({ ...found, testCase: undefined });
    assert.match(shown, /The run's copy of its cases cannot be read\./);
    assert.doesNotMatch(shown, /## Messages/);
  });

  it('indents both sides of a diff where JSON is expected', () => {
    const json = {
      ...found,
      testCase: { ...testCase, expected: { queue: 'billing', sure: true } },
      results: [trialResult({ reply: { text: '{"queue":"bug","sure":true}', ending: 'stop' } })],
    };
    const side = { variant: 'base', model: 'mock/small', repeat: 0 };
    assert.equal(
      diffSide(json, { kind: 'expected', ...side }),
      '{\n  "queue": "billing",\n  "sure": true\n}',
    );
    assert.equal(
      diffSide(json, { kind: 'reply', ...side }),
      '{\n  "queue": "bug",\n  "sure": true\n}',
    );
    assert.equal(diffSide(found, { kind: 'reply', ...side }), 'bug');
    assert.equal(diffSide(found, { kind: 'reply', ...side, model: 'gone' }), '');
  });
});

describe('the document of a run', () => {
  const none = { total: 0, first: [] };
  const found: RunFound = {
    manifest,
    summary: runSummary({ gate: { pass: false, reasons: ['triage / base on m: 1 of 2 passed'] } }),
    finished: 2,
    failed: {
      total: 300,
      first: [trialResult({ pass: false, scores: [scored('right', 0, false)] })],
    },
    errors: none,
    stopped: none,
    notScored: none,
    placeOf: () => 'triage.prompt.yml:12',
  };

  it('tells how it ended and why the gate failed, then what failed, with its place', () => {
    const lines = runDocument(found).split('\n');
    assert.deepEqual(lines.slice(0, 8), [
      '# Run `01M858VHTA4QX50TDF3RFW2075`',
      '',
      'Prompts: `triage.prompt.yml`  ',
      'Started 2026-11-23 22:36 UTC, Assay `0.1.0`  ',
      'Complete after 12.3 s, spent $0.0123.  ',
      'Gate: failed.  ',
      'triage / base on m: 1 of 2 passed  ',
      '',
    ]);
    assert.deepEqual(lines.slice(-6), [
      '## Failed: 300',
      '',
      '- `refund` on `mock/small`, variant `base` `triage.prompt.yml:12`',
      '  - failed: `right` 0',
      '- … and 299 more',
      '',
    ]);
  });

  it('says that a run without a summary goes on or was cut off', () => {
    assert.match(
      runDocument({ ...found, summary: undefined }),
      /There is no summary: the run goes on, or was cut off\. 2 trials of 48 ended so far\./,
    );
  });
});

describe('the document of a comparison', () => {
  it('says above the flips whether the change is real', async () => {
    const before = sidePrompt(verdictCells('++++++++'), [evaluatorFacts({ name: 'a|b' })]);
    const after = sidePrompt(verdictCells('+-------'), [evaluatorFacts({ name: 'a|b' })]);
    const { prompts, counted } = await compareSides([{ before, after }]);
    const shown = compareDocument({
      before: { what: 'run', run: '01M858VHTA4QX50TDF3RFW2074', at: manifest.startedAt },
      after: { what: 'run', run: manifest.id, at: manifest.startedAt },
      counted,
      prompts: [
        {
          file: 'triage.prompt.yml',
          comparison: compareCells(before.cells, after.cells),
          verdicts: prompts[0],
          textBefore: 'a',
          textAfter: 'a',
          places: new Map(),
        },
      ],
    });
    const verdicts = shown.indexOf('### Is the change real? `base on mock/small`');
    assert.ok(verdicts > 0 && verdicts < shown.indexOf('### From passed to failed: 7'));
    assert.match(
      shown,
      /^\| passed +\| 8 +\| 100\.0 % +\| 12\.5 % +\| −87\.5 points \(−97\.8 to −40\.1\) +\| 0\.016 +\| regressed +\|$/m,
    );
    assert.match(shown, /^\| `a\\\|b` .* not compared; no case has a value on both sides \|$/m);
    assert.match(shown, /p is not adjusted, since there is one comparison/);
  });

  it('counts flips in neutral words and lists them before other scores', () => {
    const failed = { passed: 0, scores: { right: { n: 1, mean: 0 } } };
    const comparison = compareCells(
      [
        baselineCell({ caseId: 'a' }),
        baselineCell({ caseId: 'b', ...failed }),
        baselineCell({ caseId: 'c' }),
      ],
      [baselineCell({ caseId: 'a', ...failed }), baselineCell({ caseId: 'b' })],
    );
    const shown = compareDocument({
      before: { what: 'baseline', run: '01M858VHTA4QX50TDF3RFW2074', at: manifest.startedAt },
      after: { what: 'run', run: manifest.id, at: manifest.startedAt },
      counted: 0,
      prompts: [
        {
          file: 'triage.prompt.yml',
          comparison,
          verdicts: undefined,
          textBefore: 'a\nb\n',
          textAfter: 'a\nc\n',
          places: new Map([['a', 'triage.prompt.yml:12']]),
        },
      ],
    });
    assert.equal(
      shown,
      `# Baseline and run

Before: the baseline, last accepted 2026-11-23 22:36 UTC from run \`01M858VHTA4QX50TDF3RFW2074\`  
After: run \`01M858VHTA4QX50TDF3RFW2075\`, started 2026-11-23 22:36 UTC

## \`triage.prompt.yml\`

- \`mock/small\`, variant \`base\`: 2 cases on both sides, passed 1 of 2 (50.0 %) before, 1 of 2 (50.0 %) after. 1 from passed to failed, 1 from failed to passed; 1 only before.

### From passed to failed: 1

- \`a\` on \`mock/small\`, variant \`base\` \`triage.prompt.yml:12\`
  - \`right\` 1 (n=1) before, 0 (n=1) after

### From failed to passed: 1

- \`b\` on \`mock/small\`, variant \`base\`
  - \`right\` 0 (n=1) before, 1 (n=1) after

### Only before: 1

- \`c\` on \`mock/small\`, variant \`base\`

### Text of the prompt

\`\`\`
@@
 a
-b
+c
\`\`\`
`,
    );
    assert.doesNotMatch(shown, /improve|regress|better|worse/i);
  });
});
