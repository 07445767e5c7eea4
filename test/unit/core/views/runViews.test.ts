import assert from 'node:assert/strict';
import { Texts } from '#core/views/texts.ts';
import type { RowsQuery } from '#protocol/panelRun.ts';
import { codeOf, valueOf } from '#support/valueOf.ts';
import { manifestOf, resultsOf, summaryOf, viewedProject } from '#support/viewedProject.ts';

const manifest = manifestOf();
const run = manifest.id;
const query: RowsQuery = { run, prompt: 0, filter: {}, from: 0, count: 100 };

describe('the view of a run', () => {
  it('says of a run that has ended what its summary says', async () => {
    await using project = await viewedProject();
    await project.write(manifest, resultsOf(manifest, 'pfppepfp'), summaryOf(run, 2, 3));
    const view = valueOf(await project.views.run({ run, prompt: 0 }));
    assert.equal(view.state, 'complete');
    assert.equal(view.title, 'triage');
    assert.deepEqual([view.finished, view.planned, view.spentUsd], [8, 8, 0.008]);
    assert.deepEqual(view.gate, { pass: true, reasons: [] });
    assert.deepEqual(view.tags, ['smoke']);
    assert.deepEqual(view.evaluators, [
      { name: 'right', kind: 'exact-match', level: 'case', better: 'higher', hasLabels: false },
      { name: 'words', kind: 'word-count', level: 'case', better: 'higher', hasLabels: false },
    ]);
    const [small, large] = view.candidates;
    assert.deepEqual(
      [small?.model, small?.passRate, small?.finished, small?.passed],
      ['mock/small', 0.5, 4, 2],
    );
    assert.deepEqual(
      large?.latencies.reduce((sum, bar) => sum + bar.replies, 0),
      4,
    );
    assert.deepEqual(small?.metrics[0], { value: 0.5, scored: 4, notApplicable: 0, failed: 0 });
  });

  it('adds up a run that was cut off, and says how it is taken up again', async () => {
    await using project = await viewedProject();
    await project.write(manifest, resultsOf(manifest, 'pfpe----'));
    const view = valueOf(await project.views.run({ run, prompt: 0 }));
    assert.equal(view.state, 'interrupted');
    assert.deepEqual([view.finished, view.planned, view.spentUsd], [4, 8, 0.003]);
    assert.match(view.problems[0] ?? '', /assay run --resume 01M858VHTA/);
    const [small, large] = view.candidates;
    assert.deepEqual(
      [small?.judged, small?.passed, small?.passRate, small?.errors, small?.finished],
      [2, 2, 1, 0, 2],
    );
    assert.deepEqual([large?.judged, large?.passed, large?.errors], [1, 0, 1]);
    assert.deepEqual(
      view.evaluators.map(({ name, kind }) => [name, kind]),
      [
        ['right', 'exact-match'],
        ['words', 'word-count'],
      ],
    );
    assert.deepEqual(large?.metrics[1], { value: 3, scored: 1, notApplicable: 0, failed: 0 });
  });

  it('shows a row for each case on each candidate, in the order of the plan', async () => {
    await using project = await viewedProject();
    await project.write(manifest, resultsOf(manifest, 'pfppepf-'));
    const { total, rows } = valueOf(await project.views.rows(query));
    assert.equal(total, 8);
    assert.deepEqual(
      rows.map(({ caseId, candidate, outcome }) => `${caseId} ${candidate} ${outcome}`),
      [
        'refund 0 passed',
        'refund 1 failed',
        'crash 0 passed',
        'crash 1 passed',
        'login 0 error',
        'login 1 passed',
        'price 0 failed',
        'price 1 not scored',
      ],
    );
    assert.deepEqual(rows[1], {
      caseId: 'refund',
      candidate: 1,
      outcome: 'failed',
      judged: 1,
      passed: 0,
      scores: [0, 3],
      excerpt: 'no idea 1',
      input: 'A ticket about refund.',
      expected: 'billing',
      tags: [],
      tokens: 13,
      costUsd: 0.001,
      latencyMs: 200,
    });
    assert.equal(rows[4]?.excerpt, 'The service broke.');
  });

  it('filters, sorts, and tells where a row is now', async () => {
    await using project = await viewedProject();
    await project.write(manifest, resultsOf(manifest, 'pfppepfp'));
    const shown = async (change: Partial<RowsQuery>): Promise<string> => {
      const { rows } = valueOf(await project.views.rows({ ...query, ...change }));
      return rows.map(({ caseId, candidate }) => `${caseId} ${candidate}`).join(', ');
    };
    assert.equal(await shown({ filter: { outcome: 'failed' } }), 'refund 1, price 0');
    assert.equal(await shown({ filter: { outcome: 'errors' } }), 'login 0');
    assert.equal(await shown({ filter: { tag: 'smoke' } }), 'login 0, login 1');
    assert.equal(await shown({ filter: { text: 'NO IDEA', candidate: 1 } }), 'refund 1');
    assert.equal(await shown({ filter: { text: '.*' } }), '');
    const sort = { by: 'latency', descending: true };
    assert.equal(
      await shown({ sort, filter: { candidate: 0 } }),
      'price 0, crash 0, refund 0, login 0',
    );
    assert.equal(
      await shown({ sort: { by: 'case', descending: false }, from: 1, count: 2 }),
      'crash 1, login 0',
    );
    const anchor = { caseId: 'price', candidate: 0 };
    const answer = valueOf(await project.views.rows({ ...query, sort, anchor }));
    assert.equal(answer.anchorAt, 1);
    const hidden = valueOf(
      await project.views.rows({ ...query, filter: { tag: 'smoke' }, anchor }),
    );
    assert.equal(hidden.anchorAt, undefined);
  });

  it('lays rows beside what was accepted', async () => {
    await using project = await viewedProject();
    await project.write(manifest, resultsOf(manifest, 'ppppfp--'), summaryOf(run, 2, 3));
    const stored = await project.history.find(run);
    assert.ok(stored);
    await project.baselines.accept(stored);
    const later = manifestOf({ id: '01M858VHTB4QX50TDF3RFW2075' });
    await project.write(later, resultsOf(later, 'pfpppppp'), summaryOf(later.id, 4, 3));
    const of = { ...query, run: later.id };
    const { rows } = valueOf(await project.views.rows(of));
    assert.deepEqual(
      rows.map(({ change }) => change),
      ['unchanged', 'to-failed', 'unchanged', 'unchanged', 'to-passed', 'unchanged', 'new', 'new'],
    );
    const changed = valueOf(await project.views.rows({ ...of, filter: { outcome: 'changed' } }));
    assert.deepEqual(
      changed.rows.map(({ caseId }) => caseId),
      ['refund', 'login'],
    );
    const view = valueOf(await project.views.run({ run: later.id, prompt: 0 }));
    assert.equal(view.hasBaseline, true);
    assert.equal(view.candidates[1]?.passVerdict?.verdict, 'too few cases');
  });

  it('opens a case with everything that is known of it', async () => {
    await using project = await viewedProject();
    await project.write(manifest, resultsOf(manifest, 'pfppepfp'), summaryOf(run, 2, 3));
    const detail = valueOf(await project.views.case({ run, candidate: 1, caseId: 'refund' }));
    assert.deepEqual(detail.source, { file: 'prompts/triage.prompt.yml', line: 10 });
    assert.deepEqual(detail.messages, [
      { role: 'system', content: { start: 'Sort the ticket.', length: 16 } },
      { role: 'user', content: { start: 'A ticket about refund.', length: 22 } },
    ]);
    assert.deepEqual(detail.expected, { start: 'billing', length: 7 });
    const [trial] = detail.trials;
    assert.equal(trial?.outcome, 'failed');
    assert.deepEqual(trial?.reply, { start: 'no idea 1', length: 9 });
    assert.deepEqual([trial?.inputTokens, trial?.outputTokens, trial?.attempts], [10, 3, 1]);
    assert.deepEqual(detail.others, [
      {
        candidate: 0,
        prompt: 0,
        variant: 'base',
        model: 'mock/small',
        outcome: 'passed',
        reply: { start: 'billing', length: 7 },
      },
    ]);
    const error = valueOf(await project.views.case({ run, candidate: 0, caseId: 'login' }));
    assert.deepEqual(error.trials[0]?.failure, { code: 'server', message: 'The service broke.' });
  });

  it('says in words what is not there', async () => {
    await using project = await viewedProject();
    await project.write(manifest, resultsOf(manifest, 'pfppepfp'), summaryOf(run, 2, 3));
    const { views } = project;
    assert.equal(codeOf(await views.run({ run: 'nothing', prompt: 0 })), 'no-such-run');
    assert.equal(codeOf(await views.run({ run: run.slice(0, 5), prompt: 0 })), 'no-such-run');
    assert.equal(codeOf(await views.run({ run, prompt: 7 })), 'no-such-prompt');
    assert.equal(codeOf(await views.rows({ ...query, prompt: 7 })), 'no-such-prompt');
    assert.equal(codeOf(await views.case({ run, candidate: 9, caseId: 'refund' })), 'no-such-case');
    assert.equal(codeOf(await views.case({ run, candidate: 0, caseId: 'x' })), 'no-such-case');
    assert.equal(
      codeOf(await views.labels({ run, candidate: 0, evaluator: 'right' })),
      'no-labels',
    );
  });

  it('shows a label beside the reply that it was given to, and beside no other', async () => {
    await using project = await viewedProject();
    await project.write(manifest, resultsOf(manifest, 'pfppepfp'), summaryOf(run, 2, 3));
    project.said = [
      { caseId: 'refund', reply: 'no idea 1', thumb: 'down', comment: 'It should know.' },
      { caseId: 'crash', reply: 'another reply', thumb: 'up' },
    ];
    const labelled = valueOf(
      await project.views.rows({ ...query, filter: { outcome: 'labelled' } }),
    );
    assert.deepEqual(
      labelled.rows.map(({ caseId, candidate, thumb }) => [caseId, candidate, thumb]),
      [['refund', 1, 'down']],
    );
    const detail = valueOf(await project.views.case({ run, candidate: 1, caseId: 'refund' }));
    assert.deepEqual(detail.label, { thumb: 'down', comment: 'It should know.' });
  });
});

describe('texts that are given in parts', () => {
  it('come whole when they are asked for on', () => {
    const texts = new Texts();
    const long = 'ab'.repeat(15_000);
    const shown = texts.shown(long);
    assert.deepEqual([shown.start.length, shown.length], [20_000, 30_000]);
    const rest = valueOf(texts.read(shown.ref ?? '', 20_000, 1_000_000));
    assert.equal(shown.start + rest.text, long);
  });

  it('do not break a character', () => {
    const shown = new Texts().shown(`${'a'.repeat(19_999)}😀${'b'.repeat(10)}`);
    assert.equal(shown.start.length, 19_999);
  });

  it('are forgotten, the oldest first', () => {
    const texts = new Texts(50_000);
    const refs = [1, 2, 3].map(() => texts.shown('x'.repeat(24_000)).ref ?? '');
    assert.deepEqual(
      refs.map((ref) => texts.read(ref, 0, 1).ok),
      [false, true, true],
    );
  });
});
