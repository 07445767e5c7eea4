import assert from 'node:assert/strict';
import type { GateCheck, RunSummary } from '#protocol/run.ts';
import { codeOf, valueOf } from '#support/valueOf.ts';
import { manifestOf, resultsOf, summaryOf, viewedProject } from '#support/viewedProject.ts';

const entry = { case: 'login', reason: 'It is known.', until: '2999-01-01', owner: 'ana' };
const manifest = manifestOf({ gate: { passRate: 0.9, regression: 'real' } });
const run = manifest.id;

const checks: readonly GateCheck[] = [
  { rule: 'pass-rate', state: 'reached', candidate: 1, better: 'higher', bound: 0.7, found: 0.75 },
  {
    rule: 'metric',
    state: 'missed',
    candidate: 0,
    evaluator: 'words',
    better: 'lower',
    bound: 2,
    found: 3,
  },
  {
    rule: 'pass-rate',
    state: 'missed',
    candidate: 0,
    tag: 'smoke',
    better: 'higher',
    bound: 1,
    found: 0,
  },
  { rule: 'tag', state: 'missed', tag: 'legal', why: 'no case of the run has the tag "legal"' },
  { rule: 'regression', state: 'not-counted', why: 'There is no baseline yet.' },
];

async function gateOf(gate: RunSummary['gate']) {
  await using project = await viewedProject();
  const summary = { ...summaryOf(run, 2, 3), gate };
  await project.write(manifest, resultsOf(manifest, 'pfppfpfp'), summary);
  return valueOf(await project.views.gate({ run }));
}

describe('the view of a gate', () => {
  it('has what was missed first, each with its candidate and the rows that stand behind it', async () => {
    const view = await gateOf({ pass: false, reasons: ['x'], notes: ['A note.'], checks });
    assert.deepEqual([view.pass, view.reasons, view.notes], [false, [], ['A note.']]);
    assert.equal(view.asksRegression, true);
    assert.deepEqual(
      view.checks.map(({ rule, state, candidateName, behind }) => [
        rule,
        state,
        candidateName,
        behind,
      ]),
      [
        [
          'metric',
          'missed',
          'triage / base on mock/small',
          {
            prompt: 0,
            filter: { candidate: 0 },
            sort: { by: 'score:1', descending: true },
            rows: 4,
          },
        ],
        [
          'pass-rate',
          'missed',
          'triage / base on mock/small',
          { prompt: 0, filter: { candidate: 0, tag: 'smoke', outcome: 'failed' }, rows: 1 },
        ],
        ['tag', 'missed', undefined, undefined],
        ['regression', 'not-counted', undefined, undefined],
        [
          'pass-rate',
          'reached',
          'triage / base on mock/large',
          { prompt: 0, filter: { candidate: 1, outcome: 'failed' }, rows: 1 },
        ],
      ],
    );
  });

  it('keeps what is quarantined apart', async () => {
    const result = { entry, candidate: 0, caseId: 'login', judged: 1, passed: 0, errors: 0 };
    const view = await gateOf({ pass: true, reasons: [], quarantined: [result] });
    assert.deepEqual(view.quarantined, [
      {
        entry,
        caseId: 'login',
        candidateName: 'triage / base on mock/small',
        judged: 1,
        passed: 0,
        errors: 0,
        behind: { prompt: 0, filter: { candidate: 0, text: 'login' }, rows: 1 },
      },
    ]);
  });

  it('has the sentences of a run that kept no more, and nothing of one that has not ended', async () => {
    const old = await gateOf({ pass: false, reasons: ['1 of 2 passed'] });
    assert.deepEqual([old.reasons, old.checks], [['1 of 2 passed'], []]);
    await using project = await viewedProject();
    await project.write(manifest, resultsOf(manifest, 'pfpp----'));
    assert.equal(codeOf(await project.views.gate({ run })), 'no-gate');
    assert.equal(codeOf(await project.views.gate({ run: 'gone' })), 'no-such-run');
  });
});
