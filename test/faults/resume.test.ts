import assert from 'node:assert/strict';
import type { CandidateSummary } from '#protocol/run.ts';
import { FailingDisk } from '#support/failingDisk.ts';
import type { MockScript } from '#support/mockScript.ts';
import { outcomesOf } from '#support/outcomes.ts';
import { promptOver } from '#support/project.ts';
import {
  judgedToo,
  onRow,
  openScene,
  refusal,
  type Control,
  type Scene,
  type SceneOptions,
} from '#support/scene.ts';

const cases = 40;
const concurrency = 4;

/** What two ways to the same results have in common. */
function numbers(candidates: readonly CandidateSummary[]): readonly unknown[] {
  return candidates.map(({ latency: _latency, costUsd, ...rest }) => ({
    ...rest,
    costUsd: costUsd?.toFixed(9),
  }));
}

/** Rows that say different things, so that results which are mixed up show. */
const answers: MockScript = {
  otherwise: {
    latencyMs: 2,
    reply: { answer: { pick: ['yes', 'no', 'yes '] }, usage: { input: 10, output: 5 } },
  },
  rules: [onRow(5, refusal(400, 'bad')), onRow(6, { reply: { ending: 'length' } })],
};

async function uninterrupted(options: SceneOptions) {
  await using scene = await openScene({ ...options, script: answers, otherScript: answers });
  const { summary } = await scene.run({ concurrency });
  assert.equal(summary.ended, 'complete');
  return { results: outcomesOf(await scene.stored()), candidates: numbers(summary.candidates) };
}

interface Stop {
  /** Of the first start; the provider says `answers` where it leaves it open. */
  readonly script?: MockScript;
  readonly maxCostUsd?: number;
  readonly ended: string;
  /** Called after ten trials. */
  readonly after?: (stops: {
    readonly soft: AbortController;
    readonly hard: AbortController;
    readonly disk: FailingDisk;
    readonly scene: Scene;
  }) => void;
  readonly brokenDisk?: boolean;
}

const from11 = (behaviour: MockScript['otherwise'] & object): MockScript => ({
  otherwise: answers.otherwise ?? {},
  rules: [...(answers.rules ?? []), { times: 8, do: {} }, { do: behaviour }],
});

const stops: Readonly<Record<string, Stop>> = {
  'it is asked to stop': {
    ended: 'cancelled',
    after({ soft }) {
      soft.abort();
    },
  },
  'it is given up': {
    ended: 'cancelled',
    after({ hard }) {
      hard.abort();
    },
  },
  'its budget is reached': { ended: 'budget-reached', maxCostUsd: 0.0004 },
  'its key is refused': { ended: 'stopped', script: from11(refusal(401, 'invalid_api_key')) },
  'its credit ends': { ended: 'stopped', script: from11(refusal(429, 'credit_balance_exhausted')) },
  'it is to come back tomorrow': {
    ended: 'stopped',
    script: from11({ ...refusal(429, 'slow_down'), headers: { 'retry-after': '86400' } }),
  },
  'its model is gone': { ended: 'stopped', script: from11(refusal(404, 'model_not_found')) },
  'it is sent somewhere else': {
    ended: 'stopped',
    script: from11({ status: 307, headers: { location: 'http://127.0.0.1:9/' }, body: '' }),
  },
  'some rows fail': {
    ended: 'complete',
    script: {
      ...answers,
      rules: [
        ...(answers.rules ?? []),
        onRow(20, refusal(500, 'server_error')),
        onRow(30, { body: {} }),
      ],
    },
  },
  'every request fails': {
    ended: 'stopped',
    script: from11({ fault: { kind: 'half-json' } }),
  },
  'its disk is full': {
    ended: 'stopped',
    brokenDisk: true,
    after({ disk }) {
      disk.failsFrom = disk.changes + 1;
    },
  },
};

describe('a run that is taken up again', () => {
  for (const [why, stop] of Object.entries(stops)) {
    it(`after ${why} pays only what has no result, and ends as if nothing had been`, async () => {
      const disk = new FailingDisk();
      const virtual = why === 'every request fails' || why === 'some rows fail';
      await using scene = await openScene({
        cases,
        fs: disk.fs,
        virtual,
        script: { ...answers, ...stop.script },
      });
      const [soft, hard] = [new AbortController(), new AbortController()];
      const { summary: first } = await scene.run(
        { concurrency, ...(stop.maxCostUsd === undefined ? {} : { maxCostUsd: stop.maxCostUsd }) },
        {
          stopping: soft.signal,
          signal: hard.signal,
          brokenDisk: stop.brokenDisk === true,
          hear(event) {
            if (event.kind !== 'trial-finished' || event.progress.finished !== 10) return;
            stop.after?.({ soft, hard, disk, scene });
          },
        },
      );
      assert.equal(first.ended, stop.ended);
      const standing = (await scene.stored()).filter(({ reply, failure }) => {
        return reply !== undefined || failure?.code === 'bad-request';
      });
      assert.ok(standing.length >= 8 && standing.length < cases, `${standing.length} stand`);
      disk.failsFrom = Infinity;
      scene.provider.script(answers);
      const { brokenDisk = false } = stop;
      const { summary } = await scene.resume({ maxCostUsd: 1 }, { brokenDisk });
      assert.equal(summary.ended, 'complete');
      assert.equal(scene.provider.log().count, cases - standing.length);
      const whole = await uninterrupted({ cases });
      assert.deepEqual(outcomesOf(await scene.stored()), whole.results);
      assert.deepEqual(numbers(summary.candidates), whole.candidates);
    });
  }

  it('again and again comes to the same end', async () => {
    await using scene = await openScene({ cases, script: answers });
    await stopAfterSix((control) => scene.run({ concurrency: 2 }, control));
    for (let time = 0; time < 3; time += 1)
      await stopAfterSix((control) => scene.resume({}, control));
    const { summary } = await scene.resume();
    assert.equal(scene.provider.log().count, cases);
    const whole = await uninterrupted({ cases });
    assert.deepEqual(outcomesOf(await scene.stored()), whole.results);
    assert.deepEqual(numbers(summary.candidates), whole.candidates);
  });
});

describe('a judge that cannot be asked', () => {
  const prompt = promptOver(cases, judgedToo);

  it('stops the run, and replies are not paid again when it is taken up', async () => {
    await using scene = await openScene({
      prompt,
      script: answers,
      otherScript: { rules: [{ do: refusal(401, 'invalid_api_key') }] },
    });
    const { summary: first } = await scene.run({ concurrency });
    assert.deepEqual([first.ended, first.failure?.code], ['stopped', 'unauthorized']);
    assert.equal(scene.other.log().count, 1);
    const paid = scene.provider.log().count;
    // As many as were on their way: the run's own and those that waited for a judge.
    assert.ok(paid <= concurrency + 8, `${paid} replies were paid`);
    assert.equal(first.candidates[0]?.evaluators[1]?.failed, 0);
    scene.other.script(answers);
    const { summary } = await scene.resume();
    assert.equal(scene.provider.log().count, cases);
    const whole = await uninterrupted({ prompt });
    assert.deepEqual(outcomesOf(await scene.stored()), whole.results);
    assert.deepEqual(numbers(summary.candidates), whole.candidates);
  });

  it('stops it also when it was taken up, before another reply is paid', async () => {
    await using scene = await openScene({
      prompt,
      script: answers,
      otherScript: { rules: [{ do: refusal(401, 'invalid_api_key') }] },
    });
    await scene.run({ concurrency });
    const paid = scene.provider.log().count;
    const { summary } = await scene.resume();
    assert.deepEqual([summary.ended, summary.failure?.code], ['stopped', 'unauthorized']);
    assert.equal(scene.provider.log().count, paid);
    assert.equal(scene.other.log().count, 2);
  });

  it('in the middle leaves what it has judged, and the rest for later', async () => {
    await using scene = await openScene({
      prompt,
      script: answers,
      otherScript: from11(refusal(429, 'credit_balance_exhausted')),
    });
    const { summary: first } = await scene.run({ concurrency });
    assert.deepEqual([first.ended, first.failure?.code], ['stopped', 'out-of-credit']);
    const judged = scene.other.log().requests.filter(({ status }) => status === 200).length;
    assert.equal(first.candidates[0]?.evaluators[1]?.scored, judged);
    scene.other.script(answers);
    const { summary } = await scene.resume();
    assert.equal(scene.provider.log().count, cases);
    const whole = await uninterrupted({ prompt });
    assert.deepEqual(outcomesOf(await scene.stored()), whole.results);
    assert.deepEqual(numbers(summary.candidates), whole.candidates);
  });

  it('about one reply only leaves that score out, never as a 0', async () => {
    await using scene = await openScene({
      prompt: promptOver(6, judgedToo),
      otherScript: { rules: [onRow(2, refusal(400, 'bad'))] },
    });
    const { summary, results } = await scene.run();
    assert.equal(summary.ended, 'complete');
    const polite = summary.candidates[0]?.evaluators[1];
    assert.deepEqual([polite?.scored, polite?.failed, polite?.value], [5, 1, 1]);
    assert.equal(results.find(({ caseId }) => caseId === 'row-2')?.pass, undefined);
  });
});

/** One start of a run, asked to stop after six trials. */
async function stopAfterSix(go: (control: Control) => Promise<unknown>): Promise<void> {
  const soft = new AbortController();
  let heard = 0;
  await go({
    stopping: soft.signal,
    hear(event) {
      if (event.kind === 'trial-finished') heard += 1;
      if (heard === 6) soft.abort();
    },
  });
}
