import { familiesOf } from '#core/mlflow/familyOf.ts';
import type { TrialRow } from '#core/mlflow/trialRows.ts';
import { candidateSummary, runManifest, runSummary } from '#support/summaries.ts';
import type { TrialResult } from '#protocol/trial.ts';
import assert from 'node:assert/strict';

const triage = `name: triage
model: openai/gpt-5-mini
modelParameters: { temperature: 0, stop: ["\\n\\n"] }
messages:
  - { role: user, content: "{{ticket}}" }
testData:
  - { id: a, ticket: my card was charged twice, expected: billing }
evaluators:
  - { name: right queue, uses: exact-match, with: { ignoreCase: true } }
`;

const [prompt] = runManifest().prompts;
const manifest = runManifest({
  commit: 'c0ffee',
  prompts: prompt === undefined ? [] : [{ ...prompt, text: triage }],
  inputs: [{ file: 'data/tickets.jsonl', sha256: 'ef'.repeat(32) }],
});
const terms = { project: 'shop', experiment: 'assay/{project}', texts: 'none' } as const;

function row(index: number, value: number, change: Partial<TrialResult> = {}): TrialRow {
  const caseId = `case-${index}`;
  return {
    caseId,
    index,
    testCase: {
      id: caseId,
      values: { ticket: 'charged twice' },
      expected: 'billing',
      tags: [],
      source: { file: 'x', line: 1 },
    },
    result: {
      trial: index,
      candidate: 0,
      caseId,
      repeat: 0,
      state: 'replied',
      reply: { text: 'billing', ending: 'stop', latencyMs: 12, costUsd: 0.001 },
      scores: [
        { evaluator: 'right queue', score: { outcome: 'scored', value, pass: value === 1 } },
      ],
      pass: value === 1,
      attempts: 1,
      ...change,
    },
  };
}

const rows = [[row(0, 1), row(1, 0), row(2, 1)]];

describe('a run as MLflow has it', () => {
  it('is a parent in the experiment of the project, and a nested run for each candidate', () => {
    const [family, ...others] = familiesOf({ manifest, summary: runSummary(), rows }, terms);
    assert.deepEqual(others, []);
    assert.equal(family?.experiment, 'assay/shop');
    assert.equal(family.parent.name, 'triage 2026-11-23 22:36');
    assert.deepEqual(
      family.children.map(({ name, candidate }) => [name, candidate]),
      [['triage / base on openai/gpt-5-mini', '0']],
    );
  });

  it('has tags that find it again and say what it was made from', () => {
    const [family] = familiesOf({ manifest, summary: runSummary(), rows }, terms);
    assert.deepEqual(Object.fromEntries(family?.children[0]?.tags ?? []), {
      'assay.run': '01M858VHTA4QX50TDF3RFW2075',
      'assay.candidate': '0',
      'assay.version': '0.1.0',
      'assay.cases_sha256': 'cd'.repeat(32),
      'assay.ended': 'complete',
      'assay.gate': 'pass',
      'assay.variant': 'base',
      'assay.model': 'openai/gpt-5-mini',
      'assay.prompt': 'prompts/triage.prompt.yml',
      'assay.prompt_sha256': 'ab'.repeat(32),
      'assay.table_rows': '3 of 3',
      'mlflow.source.name': 'prompts/triage.prompt.yml',
      'mlflow.source.type': 'LOCAL',
      'mlflow.source.git.commit': 'c0ffee',
      'mlflow.loggedArtifacts': '[{"path": "eval_results_table.json", "type": "table"}]',
    });
    assert.equal(family?.parent.tags.get('assay.input.data_tickets.jsonl-8d5ef2'), 'ef'.repeat(32));
  });

  it('has parameters from the prompt, its evaluators and the catalogue', () => {
    const [family] = familiesOf({ manifest, summary: runSummary(), rows }, terms);
    assert.deepEqual(Object.fromEntries(family?.children[0]?.params ?? []), {
      prompt: 'triage',
      prompt_file: 'prompts/triage.prompt.yml',
      variant: 'base',
      model: 'openai/gpt-5-mini',
      cases: '48',
      repeats: '1',
      'options/cache': 'on',
      'options/recordings': 'off',
      'model_parameters/temperature': '0',
      'model_parameters/stop': String.raw`["\n\n"]`,
      'catalogue/id': 'openai/gpt-5-mini',
      'catalogue/status': 'approved',
      'catalogue/provider': 'openai',
      'catalogue/name': 'gpt-5-mini',
      'catalogue/price.input': '0.25',
      'catalogue/price.output': '2',
      'evaluators/right queue/uses': 'exact-match',
      'evaluators/right queue/with/ignoreCase': 'true',
    });
  });

  it('has every figure, and the means as they came about', () => {
    const summary = runSummary({
      candidates: [
        candidateSummary({
          errors: { timeout: 2 },
          evaluators: [
            {
              name: 'right queue',
              kind: 'exact-match',
              level: 'case',
              better: 'higher',
              scored: 3,
              notApplicable: 0,
              failed: 0,
              value: 2 / 3,
              judged: 4,
              passed: 4,
              figures: { 'f1/macro': 0.5 },
            },
          ],
        }),
      ],
    });
    const [family] = familiesOf({ manifest, summary, rows }, terms);
    const metrics = family?.children[0]?.metrics ?? [];
    const at = Date.parse('2026-11-23T22:36:12.300Z');
    assert.ok(metrics.every(({ timestamp }) => timestamp === at));
    const valueOf = (key: string): readonly number[] =>
      metrics.filter((one) => one.key === key).map(({ value }) => value);
    assert.deepEqual(valueOf('pass/rate'), [46 / 48]);
    assert.deepEqual(valueOf('pass/low'), [0.86]);
    assert.deepEqual(valueOf('errors/timeout'), [2]);
    assert.deepEqual(valueOf('latency/p95_ms'), [2100]);
    assert.deepEqual(valueOf('cost/replies_usd'), [0.0123]);
    assert.deepEqual(valueOf('scores/right queue/pass_rate'), [1]);
    assert.deepEqual(valueOf('scores/right queue/pass_low'), [0.5101091635454027]);
    assert.deepEqual(valueOf('scores/right queue/figures/f1_macro-cf08e6'), [0.5]);
    assert.deepEqual(
      metrics
        .filter(({ key }) => key === 'scores/right queue/running_mean')
        .map(({ step, value }) => [step, value]),
      [
        [1, 1],
        [2, 0.5],
        [3, 2 / 3],
      ],
    );
  });

  it('makes no interval of the counts of repetitions, which are not independent', () => {
    const repetitions = {
      cases: 24,
      flaky: 1,
      chances: [{ k: 2, cases: 24, passAtK: 1, passHatK: 0.9 }],
    };
    const summary = runSummary({ candidates: [candidateSummary({ repetitions })] });
    const [family] = familiesOf({ manifest, summary, rows }, terms);
    const keys = family?.children[0]?.metrics.map(({ key }) => key) ?? [];
    assert.ok(keys.includes('scores/right queue/pass_rate'));
    assert.ok(!keys.includes('scores/right queue/pass_low'));
    assert.deepEqual(
      keys.filter((key) => key.startsWith('repetitions/')),
      ['repetitions/flaky_cases', 'repetitions/pass_at_2', 'repetitions/pass_hat_2'],
    );
  });

  it('has no steps while the run can still be gone on with', () => {
    const summary = runSummary({ ended: 'budget-reached' });
    const [family] = familiesOf({ manifest, summary, rows }, terms);
    assert.equal(family?.parent.status, 'FAILED');
    assert.ok(family.children[0]?.metrics.every(({ step }) => step === 0));
  });

  it('has the pass rate of each repetition as steps', () => {
    const repeated = [[row(0, 1), row(0, 0, { repeat: 1 }), row(1, 1), row(1, 1, { repeat: 1 })]];
    const [family] = familiesOf({ manifest, summary: runSummary(), rows: repeated }, terms);
    assert.deepEqual(
      family?.children[0]?.metrics
        .filter(({ key }) => key === 'repetitions/pass_rate')
        .map(({ step, value }) => [step, value]),
      [
        [0, 1],
        [1, 0.5],
      ],
    );
  });

  it('says of cases and replies only their ids and figures', () => {
    const [family] = familiesOf({ manifest, summary: runSummary(), rows }, terms);
    const everything = JSON.stringify(
      [family?.parent, ...(family?.children ?? [])].map((one) => [
        ...(one?.tags ?? []),
        ...(one?.params ?? []),
        one?.artefacts,
      ]),
    );
    assert.doesNotMatch(everything, /charged twice/);
    assert.deepEqual(
      family?.parent.artefacts.map(({ path }) => path),
      ['report.md', 'summary.json'],
    );
    assert.deepEqual(JSON.parse(family.children[0]?.artefacts[0]?.text ?? ''), {
      columns: [
        'case',
        'repetition',
        'state',
        'pass',
        'right queue/score',
        'latency_ms',
        'input_tokens',
        'output_tokens',
        'cost_usd',
        'error',
      ],
      data: [
        ['case-0', 0, 'replied', true, 1, 12, null, null, 0.001, null],
        ['case-1', 0, 'replied', false, 0, 12, null, null, 0.001, null],
        ['case-2', 0, 'replied', true, 1, 12, null, null, 0.001, null],
      ],
    });
  });

  it('holds prompts, cases and replies where the user lets them go', () => {
    const [family] = familiesOf(
      { manifest, summary: runSummary(), rows },
      { ...terms, texts: 'all' },
    );
    assert.deepEqual(family?.parent.artefacts.at(-1), {
      path: 'prompts/prompts--triage.prompt.yml',
      text: triage,
    });
    const table = JSON.parse(family.children[0]?.artefacts[0]?.text ?? '') as {
      readonly columns: readonly string[];
      readonly data: readonly unknown[][];
    };
    assert.deepEqual(table.columns.slice(2, 5), ['inputs', 'expected', 'outputs']);
    assert.deepEqual(table.data[0]?.slice(2, 5), [
      '{"ticket":"charged twice"}',
      'billing',
      'billing',
    ]);
  });

  it('keeps what MLflow would cut as an artefact', () => {
    const long = triage.replace('ignoreCase: true', `note: ${'x'.repeat(7000)}`);
    const changed = {
      ...manifest,
      prompts: manifest.prompts.map((one) => ({ ...one, text: long })),
    };
    const [family] = familiesOf({ manifest: changed, summary: runSummary(), rows }, terms);
    const [child] = family?.children ?? [];
    const key = 'evaluators/right queue/with/note';
    assert.equal(Buffer.byteLength(child?.params.get(key) ?? ''), 6000);
    assert.deepEqual(JSON.parse(child?.artefacts[1]?.text ?? ''), { [key]: 'x'.repeat(7000) });
  });

  it('is a family for each prompt where the name of the experiment holds the prompt', () => {
    const [first] = manifest.prompts;
    assert.ok(first !== undefined);
    const two = runManifest({
      prompts: [first, { ...first, file: 'b.prompt.yml', name: 'other' }],
      candidates: [0, 1].map((place) => ({
        prompt: place,
        variant: 'base',
        model: 'openai/gpt-5-mini',
      })),
    });
    const summary = runSummary({
      candidates: [candidateSummary(), candidateSummary({ candidate: 1 })],
    });
    const found = familiesOf(
      { manifest: two, summary, rows: [[], []] },
      { ...terms, experiment: '{project}: {prompt}', person: 'dana' },
    );
    assert.deepEqual(
      found.map(({ experiment, children }) => [
        experiment,
        children.map(({ candidate }) => candidate),
      ]),
      [
        ['shop: prompts/triage', ['0']],
        ['shop: b', ['1']],
      ],
    );
    assert.equal(found[0]?.parent.tags.get('mlflow.user'), 'dana');
  });
});
