import assert from 'node:assert/strict';
import type { SideRef } from '#protocol/panel.ts';
import { codeOf, valueOf } from '#support/valueOf.ts';
import {
  manifestOf,
  promptCopy,
  promptFile,
  resultsOf,
  summaryOf,
  viewedProject,
  type ViewedProject,
} from '#support/viewedProject.ts';

const before = manifestOf();
const after = manifestOf({ id: '01M858VHTB4QX50TDF3RFW2075' });

/** The first model: refund and crash pass at first, then crash and login. */
async function twoRuns(): Promise<ViewedProject> {
  const project = await viewedProject();
  await project.write(before, resultsOf(before, 'ppppf-f-'), summaryOf(before.id, 2, 2));
  await project.write(after, resultsOf(after, 'fpppp-e-'), summaryOf(after.id, 2, 2));
  return project;
}

const sides: readonly SideRef[] = [
  { kind: 'run', run: before.id, candidate: 0 },
  { kind: 'run', run: after.id, candidate: 0 },
];

describe('the comparison of candidates', () => {
  it('tells flips first, then what only one side has', async () => {
    await using project = await twoRuns();
    const query = { sides, filter: {}, from: 0, count: 10 };
    const { rows, total } = valueOf(await project.views.compareRows(query));
    assert.equal(total, 4);
    assert.deepEqual(
      rows.map(({ caseId, change, sides: cells }) => [
        caseId,
        change,
        cells.map((one) => one?.outcome),
      ]),
      [
        ['refund', 'to-failed', ['passed', 'failed']],
        ['login', 'to-passed', ['failed', 'passed']],
        ['price', 'one side only', ['failed', 'error']],
        ['crash', 'unchanged', ['passed', 'passed']],
      ],
    );
    assert.deepEqual(rows[0]?.sides, [
      { outcome: 'passed', excerpt: 'billing', scores: [1, 1] },
      { outcome: 'failed', excerpt: 'no idea 0', scores: [0, 3] },
    ]);
    assert.equal(rows[0]?.input, 'A ticket about refund.');
  });

  it('shows only what is asked for', async () => {
    await using project = await twoRuns();
    const idsOf = async (filter: object): Promise<readonly string[]> => {
      const query = { sides, filter, from: 0, count: 10 };
      return valueOf(await project.views.compareRows(query)).rows.map(({ caseId }) => caseId);
    };
    assert.deepEqual(await idsOf({ only: 'flipped' }), ['refund', 'login']);
    assert.deepEqual(await idsOf({ only: 'to-passed' }), ['login']);
    assert.deepEqual(await idsOf({ only: 'moved' }), []);
    assert.deepEqual(await idsOf({ text: 'about CRASH' }), ['crash']);
  });

  it('lays figures, prompts and parameters side by side', async () => {
    await using project = await twoRuns();
    const view = valueOf(await project.views.compare({ sides }));
    assert.deepEqual(view.flips, { toFailed: 1, toPassed: 1 });
    assert.deepEqual(view.parameters, []);
    assert.deepEqual(
      view.metrics.map(({ evaluator, values }) => [evaluator, values]),
      [
        [undefined, [0.5, 0.5]],
        ['right', [0.5, 0.5]],
        ['words', [2, 2]],
      ],
    );
    const [none, verdict] = view.metrics[0]?.verdicts ?? [];
    assert.equal(none, null);
    assert.deepEqual([verdict?.verdict, verdict?.n, verdict?.p], ['too few cases', 3, 1]);
    const words = view.metrics[2]?.verdicts[1];
    assert.deepEqual(
      [words?.n, words?.before, words?.after, words?.test],
      [3, 5 / 3, 5 / 3, 'sign-flip'],
    );
    assert.equal(view.sides[0]?.prompt?.start, 'system:\nSort the ticket.\n\nuser:\n{{ticket}}');
    const [, side] = view.sides;
    assert.deepEqual([side?.promptFile, side?.quality, side?.promptPlace], [promptFile, 0.5, 0]);
  });

  it('names only parameters that differ', async () => {
    await using project = await viewedProject();
    const variants = manifestOf({
      candidates: [
        { prompt: 0, variant: 'base', model: 'mock/small' },
        { prompt: 0, variant: 'warm', model: 'mock/large' },
      ],
    });
    await project.write(variants, resultsOf(variants, 'pppppppp'), summaryOf(variants.id, 4, 4));
    const view = valueOf(
      await project.views.compare({
        sides: [0, 1].map((candidate) => ({ kind: 'run', run: variants.id, candidate })),
      }),
    );
    assert.deepEqual(view.parameters, [
      { name: 'model', values: ['mock/small', 'mock/large'] },
      { name: 'temperature', values: [null, '0.8'] },
    ]);
  });

  it('compares with what was accepted', async () => {
    await using project = await twoRuns();
    const run = await project.history.find(before.id);
    assert.ok(run);
    await project.baselines.accept(run);
    const accepted: SideRef = {
      kind: 'baseline',
      file: promptFile,
      variant: 'base',
      model: 'mock/small',
    };
    const both = [accepted, ...sides.slice(1)];
    const view = valueOf(await project.views.compare({ sides: both }));
    assert.deepEqual(
      view.sides.map(({ when, cases, passRate }) => [when === 'baseline', cases, passRate]),
      [
        [true, 4, 0.5],
        [false, 3, 0.5],
      ],
    );
    assert.deepEqual(view.flips, { toFailed: 1, toPassed: 1 });
    const { rows } = valueOf(
      await project.views.compareRows({ sides: both, filter: {}, from: 0, count: 1 }),
    );
    assert.deepEqual(rows[0]?.sides[0], { outcome: 'passed', excerpt: '', scores: [1, 1] });
    await project.history.remove(run);
    project.views.doubt();
    const gone = valueOf(await project.views.compare({ sides: both }));
    assert.equal(gone.sides[0]?.prompt, undefined);
  });

  it('draws cases with the same two scores as one point', async () => {
    await using project = await twoRuns();
    const { points, total } = valueOf(await project.views.scatter({ sides, evaluator: 'words' }));
    assert.equal(total, 3);
    assert.deepEqual(points, [
      { before: 1, after: 3, cases: 1, caseIds: ['refund'] },
      { before: 3, after: 1, cases: 1, caseIds: ['login'] },
      { before: 1, after: 1, cases: 1, caseIds: ['crash'] },
    ]);
  });

  it('says which side is not there', async () => {
    await using project = await twoRuns();
    const missing: SideRef = { kind: 'run', run: '01M858VHTC4QX50TDF3RFW2075', candidate: 0 };
    assert.equal(codeOf(await project.views.compare({ sides: [missing] })), 'no-such-side');
    const unaccepted: SideRef = { kind: 'baseline', file: promptFile, variant: 'base', model: 'x' };
    assert.equal(codeOf(await project.views.compare({ sides: [unaccepted] })), 'no-baseline');
  });
});

describe('the history of a prompt', () => {
  it('has a point for each run, oldest first, and says where the prompt changed', async () => {
    await using project = await twoRuns();
    const [copy] = after.prompts;
    assert.ok(copy);
    const text = promptCopy.replace('Sort', 'Order');
    const third = manifestOf({
      id: '01M858VHTC4QX50TDF3RFW2075',
      commit: 'abc',
      prompts: [{ ...copy, text, sha256: 'ef'.repeat(32) }],
      candidates: after.candidates,
      trials: 8,
    });
    await project.write(third, resultsOf(third, 'pp------'));
    const view = valueOf(await project.views.history({ count: 2 }));
    assert.deepEqual(view.prompts, [{ file: promptFile, name: 'triage', runs: 3 }]);
    assert.deepEqual([view.file, view.totalRuns, view.damaged], [promptFile, 3, 0]);
    assert.deepEqual(
      view.points.map(({ run, prompt, state, commit, isPromptChanged }) => {
        return [run.charAt(9), prompt, state, commit, isPromptChanged];
      }),
      [
        ['B', 0, 'complete', undefined, false],
        ['C', 0, 'interrupted', 'abc', true],
      ],
    );
    assert.deepEqual(view.points[0]?.candidates[0], {
      candidate: 0,
      variant: 'base',
      model: 'mock/small',
      passRate: 0.5,
      interval: { low: 0.1, high: 0.9 },
      costUsd: 0.004,
      latencyMs: 200,
      cases: 4,
      metrics: [
        { value: 0.5, scored: 4 },
        { value: 2, scored: 4 },
      ],
    });
    assert.deepEqual(view.points[1]?.candidates[0]?.metrics, [{ scored: 0 }, { scored: 0 }]);
    const change = valueOf(await project.views.change({ run: third.id, file: promptFile }));
    assert.equal(change.previousRun, after.id);
    assert.match(change.before.start, /Sort the ticket/);
    assert.match(change.after.start, /Order the ticket/);
    assert.equal(
      codeOf(await project.views.change({ run: before.id, file: promptFile })),
      'no-run-before',
    );
  });

  it('goes back through the runs in pieces, and knows the run before the oldest of a piece', async () => {
    await using project = await viewedProject();
    const [copy] = after.prompts;
    assert.ok(copy !== undefined);
    const ids = Array.from(
      { length: 5 },
      (_, at) => `01M858VHT${'ABCDE'.charAt(at)}4QX50TDF3RFW2075`,
    );
    for (const [at, id] of ids.entries()) {
      const manifest = manifestOf({
        id,
        prompts: [{ ...copy, sha256: String(at > 1).padEnd(64, '0') }],
        candidates: after.candidates,
        trials: 8,
      });
      await project.write(manifest, resultsOf(manifest, 'pppppppp'));
    }
    const piece = async (until?: string): Promise<readonly unknown[]> => {
      const view = valueOf(await project.views.history({ until, count: 2 }));
      const letters = view.points.map(({ run, isPromptChanged }) => {
        return `${run.charAt(9)}${isPromptChanged ? '!' : ''}`;
      });
      const [older, newer] = [view.older, view.newer].map((id) => id?.charAt(9));
      return [letters.join(''), view.newerRuns, older, newer];
    };
    assert.deepEqual(await piece(), ['DE', 0, 'C', undefined]);
    assert.deepEqual(await piece(ids[2]), ['BC!', 2, 'A', undefined]);
    assert.deepEqual(await piece(ids[0]), ['A', 4, undefined, 'C']);
    // A run that is gone stands where it stood.
    assert.deepEqual(await piece('01M858VHTBZZZZZZZZZZZZZZZZ'), ['AB', 3, undefined, 'D']);
    assert.deepEqual(await piece('01A00000000000000000000000'), ['', 5, undefined, 'B']);
  });

  it('knows which of the prompts of a run it is', async () => {
    await using project = await viewedProject();
    const [copy] = after.prompts;
    assert.ok(copy !== undefined);
    const manifest = manifestOf({
      id: after.id,
      prompts: [{ ...copy, file: 'other.prompt.yml' }, copy],
      candidates: [
        { prompt: 0, variant: 'base', model: 'mock/small' },
        { prompt: 1, variant: 'base', model: 'mock/small' },
      ],
      trials: 8,
    });
    await project.write(manifest, resultsOf(manifest, 'pppppppp'));
    const view = valueOf(await project.views.history({ file: promptFile, count: 5 }));
    assert.deepEqual(
      view.points.map(({ prompt, candidates }) => [prompt, candidates.map((one) => one.candidate)]),
      [[1, [1]]],
    );
  });

  it('is empty where there is no run', async () => {
    await using project = await viewedProject();
    assert.deepEqual(valueOf(await project.views.history({ count: 5 })), {
      prompts: [],
      evaluators: [],
      points: [],
      totalRuns: 0,
      newerRuns: 0,
      damaged: 0,
      foreign: [],
    });
  });
});

describe('the view of the models', () => {
  it('has every approved model, and how it did in the newest run of each prompt', async () => {
    await using project = await twoRuns();
    const { models } = valueOf(await project.views.models());
    assert.deepEqual(
      models.map(({ id, status, measured }) => [id, status, measured?.cases]),
      [
        ['mock/small', 'approved', 4],
        ['mock/large', 'trial', 4],
        ['mock/never', 'approved', undefined],
      ],
    );
    const measured = {
      cases: 4,
      passRate: 0.5,
      interval: { low: 0.1, high: 0.9 },
      costUsd: 1,
      latency: { p50: 200, p95: 400 },
    };
    assert.deepEqual(models[0]?.measured, measured);
    assert.deepEqual(models[0]?.prompts, [
      { ...measured, file: promptFile, name: 'triage', run: after.id, prompt: 0, candidate: 0 },
    ]);
  });

  it('says what another model would change, over the same cases', async () => {
    await using project = await twoRuns();
    const switched = valueOf(await project.views.switch({ from: 'mock/small', to: 'mock/large' }));
    const [one] = switched.prompts;
    assert.deepEqual(
      [one?.verdict.verdict, one?.verdict.n, one?.toFailed, one?.toPassed],
      ['too few cases', 2, 0, 1],
    );
    assert.deepEqual(one?.sides, [
      { run: after.id, candidate: 0 },
      { run: after.id, candidate: 1 },
    ]);
    assert.deepEqual([one?.costBefore, one?.latencyAfter], [1, 201]);
    const never = valueOf(await project.views.switch({ from: 'mock/small', to: 'mock/never' }));
    assert.deepEqual(never.prompts, []);
  });
});
