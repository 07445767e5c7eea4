import assert from 'node:assert/strict';
import type { MockRule } from '#support/mockScript.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { everything, makeProject, promptOver, runAll, type Project } from '#support/project.ts';

const none = new AbortController().signal;

function failing(...rows: readonly number[]): readonly MockRule[] {
  return rows.map((row) => ({
    when: { marker: `row-${row}` },
    do: { reply: { answer: { text: 'no' } } },
  }));
}

const otherwise = { reply: { answer: { text: 'yes' } } } as const;
const noted = 'reason: It is known., owner: ana';

function gated(suite: string, more: Readonly<Record<string, string>> = {}) {
  return { 'a.prompt.yml': promptOver(6), 'assay.yml': `version: 1\n${suite}`, ...more };
}

async function gateOf(project: Project, tier?: string) {
  const { summary } = await runAll(project, tier === undefined ? {} : { tier });
  return summary.gate;
}

describe('a gate over parts of a run', () => {
  it('holds a model and a tag to bounds of their own', async () => {
    await using provider = await startMockProvider({ script: { rules: failing(0), otherwise } });
    const prompt = promptOver(4)
      .replace('model: mock/small', 'models: [mock/small, mock/large]')
      .replace('"[[row-0]]", expected: "yes" }', '"[[row-0]]", expected: "yes", tags: [smoke] }')
      .replace('"[[row-1]]", expected: "yes" }', '"[[row-1]]", expected: "yes", tags: [smoke] }');
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: {
        'a.prompt.yml': prompt,
        'assay.yml': `version: 1
gate:
  passRate: 0.5
  models: { mock/large: { passRate: 0.9 } }
  tags: { smoke: { metrics: { right: 0.6 } }, gone: { passRate: 0.1 } }
`,
      },
    });
    const { pass, reasons } = await gateOf(project);
    assert.equal(pass, false);
    assert.deepEqual(reasons, [
      'asked / base on mock/large: 3 of 4 passed (75.0 %), 90.0 % needed',
      'asked / base on mock/small, cases tagged "smoke": right is 0.5, at least 0.6 needed',
      'asked / base on mock/large, cases tagged "smoke": right is 0.5, at least 0.6 needed',
      'no case of the run has the tag "gone"',
    ]);
  });

  it('holds a label to its figures', async () => {
    await using provider = await startMockProvider({ script: { rules: failing(0), otherwise } });
    const prompt = promptOver(4).replace(
      'uses: exact-match',
      'uses: label, with: { labels: ["yes", "no"] }',
    );
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: gated('gate: { labels: { right: { "yes": { recall: 0.8 }, "no": { f1: 0.1 } } } }\n', {
        'a.prompt.yml': prompt,
      }),
    });
    assert.deepEqual((await gateOf(project)).reasons, [
      'asked / base on mock/small: right, recall of "yes" is 0.75, at least 0.8 needed',
      'asked / base on mock/small: right, f1 of "no" is 0, at least 0.1 needed',
    ]);
  });

  it('runs and tells what is quarantined, and does not fail for it', async () => {
    await using provider = await startMockProvider({ script: { rules: failing(2), otherwise } });
    const entry = { case: 'row-2', reason: 'It is known.', until: '2999-01-01', owner: 'ana' };
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: gated('tiers: { safe: { safety: true } }\n', {
        '.assay/quarantine.yml': `version: 1\nquarantine:\n  - { case: row-2, until: 2999-01-01, ${noted} }\n`,
      }),
    });
    const { summary, results } = await runAll(project);
    assert.equal(results.length, 6);
    assert.equal(summary.candidates[0]?.passed, 5);
    const { checks, ...gate } = summary.gate;
    assert.deepEqual(
      checks?.map(({ rule, state, found }) => [rule, state, found]),
      [['pass-rate', 'reached', 1]],
    );
    assert.deepEqual(gate, {
      pass: true,
      reasons: [],
      quarantined: [{ entry, candidate: 0, caseId: 'row-2', judged: 1, passed: 0, errors: 0 }],
    });
    const safe = await gateOf(project, 'safe');
    assert.equal(safe.pass, false);
    assert.deepEqual(safe.notes, ['Nothing is quarantined in this tier: it is one for safety.']);
  });

  it('takes only the quarantined evaluator out of a verdict', async () => {
    await using provider = await startMockProvider({ script: { rules: failing(2), otherwise } });
    const more = '  - { name: short, uses: contains, with: { value: "yes" } }\n';
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: gated('', {
        'a.prompt.yml': promptOver(3, more),
        '.assay/quarantine.yml': `version: 1\nquarantine:\n  - { prompt: a.prompt.yml, evaluator: right, until: 2999-01-01, ${noted} }\n`,
      }),
    });
    const gate = await gateOf(project);
    assert.deepEqual(gate.reasons, [
      'asked / base on mock/small: 2 of 3 passed (66.7 %), 100.0 % needed',
    ]);
    assert.equal(gate.quarantined?.length, 3);
  });

  it('tells an entry that matches nothing when the whole project is looked at', async () => {
    await using project = await makeProject({
      baseUrl: 'http://127.0.0.1:9/v1',
      files: gated('', {
        '.assay/quarantine.yml': `version: 1\nquarantine:\n  - { case: row-1, until: 2999-01-01, ${noted} }\n  - { case: gone, until: 2999-01-01, ${noted} }\n`,
      }),
    });
    const problems = await project.engine.lint([], none);
    assert.deepEqual(
      problems.map(({ code, range, message }) => [code, range.start.line, message]),
      [['quarantine-unused', 4, 'The project has no case "gone".']],
    );
  });

  it('starts nothing while the quarantine file is broken', async () => {
    await using project = await makeProject({
      baseUrl: 'http://127.0.0.1:9/v1',
      files: gated('', { '.assay/quarantine.yml': 'version: 1\nquarantine: [{ case: a }]\n' }),
    });
    const { ready, problems } = await project.engine.plan(everything, none);
    assert.equal(ready, undefined);
    assert.ok(problems.every(({ file }) => file === '.assay/quarantine.yml'));
  });
});

describe('a gate against the baseline', () => {
  const suite = 'gate: { regression: real }\n';

  it('fails only where something regressed for sure, and names the flips', async () => {
    await using provider = await startMockProvider({ script: { otherwise } });
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: gated(suite, { 'a.prompt.yml': promptOver(8) }),
    });
    const first = await runAll(project);
    assert.deepEqual(first.summary.gate.pass, true);
    assert.match(first.summary.gate.notes?.[0] ?? '', /has no baseline/);
    const [run] = await project.engine.history.list();
    assert.ok(run !== undefined);
    await project.engine.baselines.accept(run);
    provider.script({ rules: failing(0, 1), otherwise });
    assert.deepEqual(await gateOf(project), {
      pass: true,
      reasons: [],
      checks: [
        {
          rule: 'regression',
          state: 'reached',
          candidate: 0,
          before: 1,
          found: 0.75,
          why: 'no evidence',
        },
        {
          rule: 'regression',
          state: 'reached',
          candidate: 0,
          evaluator: 'right',
          before: 1,
          found: 0.75,
          why: 'no evidence',
        },
      ],
    });
    provider.script({ rules: failing(0, 1, 2, 3, 4, 5, 6), otherwise });
    const { pass, reasons } = await gateOf(project);
    assert.equal(pass, false);
    assert.equal(
      reasons[0],
      'asked / base on mock/small: passed regressed, 100 % → 12.5 % (row-0, row-1, row-2, row-3, row-4, 2 more)',
    );
    await project.write(
      '.assay/quarantine.yml',
      `version: 1\nquarantine:\n${[0, 1, 2, 3, 4, 5, 6].map((row) => `  - { case: row-${row}, until: 2999-01-01, ${noted} }\n`).join('')}`,
    );
    const quarantined = await gateOf(project);
    assert.deepEqual([quarantined.pass, quarantined.quarantined?.length], [true, 7]);
  });
});

describe('suggesting what to quarantine', () => {
  it('names cases that passed and failed while their prompt stayed as it was', async () => {
    await using provider = await startMockProvider({ script: { otherwise } });
    await using project = await makeProject({ baseUrl: provider.baseUrl, files: gated('') });
    await runAll(project);
    provider.script({ rules: failing(3), otherwise });
    await runAll(project);
    assert.deepEqual(await project.ci.flakyCases(20), []);
    await runAll(project);
    assert.deepEqual(await project.ci.flakyCases(20), [
      {
        prompt: 'a.prompt.yml',
        caseId: 'row-3',
        variant: 'base',
        model: 'mock/small',
        judged: 3,
        passed: 1,
        runs: 3,
      },
    ]);
    await project.write('a.prompt.yml', promptOver(6).replace('Is it so?', 'Is it true?'));
    await runAll(project);
    assert.deepEqual(await project.ci.flakyCases(20), []);
  });
});
