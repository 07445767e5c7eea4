import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { MockBehaviour } from '#support/mockScript.ts';
import { everything, promptOver } from '#support/project.ts';
import { judgedToo, onRow, openScene, refusal, yes } from '#support/scene.ts';

const replyUsd = 0.00002;
/** A reply that uses nearly all that is held for it. */
const longest: MockBehaviour = {
  reply: { answer: { text: 'yes' }, usage: { input: 25, output: 20 } },
};
const longestUsd = 0.000065;
/** Sums of many costs differ by less in their last digits. */
const roundingUsd = 1e-9;

const faults: Readonly<Record<string, MockBehaviour>> = {
  fine: {},
  busy: refusal(503, 'overloaded'),
  broken: refusal(500, 'server_error'),
  refused: refusal(400, 'bad'),
  'cut off': { fault: { kind: 'half-json' } },
  reset: { fault: { kind: 'reset', after: 1 } },
  'too fast': { ...refusal(429, 'slow_down'), headers: { 'retry-after': '3' } },
  'without usage': { reply: { answer: { text: 'yes' }, usage: 'none' } },
};

describe('a budget', () => {
  it('ends a run before it is overdrawn, and keeps what was paid (F45)', async () => {
    const script = { otherwise: { latencyMs: 2, ...longest } };
    await using scene = await openScene({ cases: 50, script });
    const { summary } = await scene.run({ concurrency: 8, maxCostUsd: 0.001 });
    assert.equal(summary.ended, 'budget-reached');
    assert.equal(summary.failure?.code, 'budget-reached');
    assert.equal(summary.spentUsd.toFixed(6), '0.000975');
    const asked = scene.provider.log().count;
    assert.equal(asked, 15);
    const { replied, 'budget-reached': left } = summary.candidates[0]?.states ?? {};
    assert.deepEqual([replied, left], [asked, 50 - asked]);
    assert.equal(summary.candidates[0]?.judged, asked);
    assert.equal((await scene.stored()).length, asked);
  });

  it('that cannot hold one request sends none (F45)', async () => {
    await using scene = await openScene({ cases: 5 });
    const { summary } = await scene.run({ maxCostUsd: 0.00001 });
    assert.equal(scene.provider.log().count, 0);
    assert.deepEqual([summary.ended, summary.spentUsd], ['budget-reached', 0]);
    assert.equal(summary.candidates[0]?.states['budget-reached'], 5);
  });

  it('refuses a model without a price before anything is asked, unless it is named (F45)', async () => {
    await using scene = await openScene({ cases: 5 });
    const request = { models: ['mock/free'], maxCostUsd: 0.01 };
    const planned = await scene.project.engine.plan(
      { ...everything, ...request },
      new AbortController().signal,
    );
    assert.deepEqual(
      planned.problems.map(({ code }) => code),
      ['budget-unpriced'],
    );
    assert.equal(planned.ready, undefined);
    assert.equal(scene.provider.log().connections, 0);
    const { summary } = await scene.run({ ...request, allowUnpriced: ['mock/free'] });
    assert.equal(summary.candidates[0]?.states.replied, 5);
    assert.equal(summary.candidates[0]?.costUsd, undefined);
  });

  it('counts judges (F45)', async () => {
    await using scene = await openScene({ prompt: promptOver(20, judgedToo) });
    const { summary, results } = await scene.run();
    assert.equal(summary.spentUsd.toFixed(6), (40 * replyUsd).toFixed(6));
    for (const { costUsd } of results) assert.equal(costUsd?.toFixed(6), '0.000040');
    const limited = await scene.run({ maxCostUsd: 0.0085, concurrency: 4 });
    assert.equal(limited.summary.ended, 'budget-reached');
    assert.ok(limited.summary.spentUsd <= 0.0085);
  });

  it('counts attempts that may have been billed at the most they can have cost (F45)', async () => {
    await using scene = await openScene({
      cases: 10,
      script: { rules: [onRow(3, { fault: { kind: 'half-json' } }, 1)] },
    });
    const { summary, results } = await scene.run();
    const row = results.find(({ caseId }) => caseId === 'row-3');
    assert.equal(row?.attempts, 2);
    assert.ok((row.costUsd ?? 0) > 0.00006);
    assert.equal(summary.spentUsd.toFixed(9), (9 * replyUsd + (row.costUsd ?? 0)).toFixed(9));
  });

  it('is overdrawn by no more than the calls in flight when a service bills more than it may', async () => {
    const greedy = { answer: { text: 'yes' }, usage: { input: 10, output: 5000 } };
    await using scene = await openScene({
      cases: 100,
      script: { otherwise: { reply: greedy, latencyMs: 2 } },
    });
    const { summary } = await scene.run({ concurrency: 4, maxCostUsd: 0.05 });
    assert.equal(summary.ended, 'budget-reached');
    assert.ok(summary.spentUsd <= 0.05 + 4 * 0.01001 + roundingUsd, `${summary.spentUsd} USD`);
  });

  it('holds whatever the faults, the concurrency and the order', async () => {
    const row = fc.record({
      fault: fc.constantFrom(...Object.keys(faults)),
      times: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          rows: fc.array(row, { minLength: 1, maxLength: 24 }),
          judges: fc.array(row, { maxLength: 6 }),
          isJudged: fc.boolean(),
          concurrency: fc.integer({ min: 1, max: 16 }),
          budget: fc.integer({ min: 0, max: 100 }),
        }),
        async ({ rows, judges, isJudged, concurrency, budget }) => {
          const rulesOf = (all: typeof rows) =>
            all.map(({ fault, times }, place) => onRow(place, faults[fault] ?? {}, times));
          await using scene = await openScene({
            prompt: promptOver(rows.length, isJudged ? judgedToo : ''),
            virtual: true,
            random: () => 0.5,
            script: { rules: rulesOf(rows), otherwise: { latencyMs: 50, ...longest } },
            otherScript: { rules: rulesOf(judges), otherwise: { latencyMs: 70, ...longest } },
          });
          const maxCostUsd = (budget / 100) * (isJudged ? 0.02 : 0.002);
          const { summary } = await scene.run({ concurrency, maxCostUsd });
          const answers = [...scene.provider.log().requests, ...scene.other.log().requests];
          const billed = answers.filter(({ status }) => status === 200).length * longestUsd;
          assert.ok(summary.spentUsd <= maxCostUsd + roundingUsd, `${summary.spentUsd}`);
          assert.ok(summary.spentUsd >= billed - roundingUsd, `${summary.spentUsd} < ${billed}`);
          if (summary.ended !== 'budget-reached') return;
          // Taken up again it remembers all that, and ends with the same money.
          const again = await scene.resume();
          assert.ok(again.summary.spentUsd <= maxCostUsd + roundingUsd);
        },
      ),
      { seed: 20_261_123, numRuns: 30, endOnFailure: false },
    );
  });
});

describe('what a run spent', () => {
  it('is known to the next one that takes it up, also without token counts', async () => {
    const silent = { reply: { ...yes.reply, usage: 'none' as const } };
    await using scene = await openScene({
      prompt: promptOver(20, judgedToo),
      script: { otherwise: silent },
      otherScript: { otherwise: silent },
    });
    const stop = new AbortController();
    const first = await scene.run(
      { concurrency: 2 },
      {
        stopping: stop.signal,
        hear(event) {
          if (event.kind === 'trial-finished' && event.progress.finished === 5) stop.abort();
        },
      },
    );
    assert.ok(first.summary.spentUsd > 0.04);
    // That the journal says at least as much is checked by the scene.
    const { summary } = await scene.resume();
    const perTrialUsd = summary.spentUsd / 20;
    const before = first.summary.candidates[0]?.states.replied ?? 0;
    assert.ok(before < 20);
    assert.equal(first.summary.spentUsd.toFixed(6), (before * perTrialUsd).toFixed(6));
  });
});
