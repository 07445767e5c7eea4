import assert from 'node:assert/strict';
import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import { defaultTimeouts } from '#core/models/model.ts';
import type { MockBehaviour } from '#support/mockScript.ts';
import { onRow, openScene, refusal, yes, type SceneOptions } from '#support/scene.ts';
import { filesBelow, readRecords } from '#support/sound.ts';
import { join } from 'node:path';

const overloaded = { error: { type: 'overloaded_error', code: 'overloaded', message: 'busy' } };
const stacks = [
  ["the program's fetch", makeNodeFetch()],
  ["Node's fetch", fetch],
] as const;

/** A scene in which row 3 of ten is answered so, the first `times` times. */
function withRow3(behaviour: MockBehaviour, options: SceneOptions & { times?: number } = {}) {
  const { times, ...rest } = options;
  return openScene({
    script: { rules: [onRow(3, behaviour, times)] },
    virtual: true,
    withCache: true,
    ...rest,
  });
}

describe('a stream', () => {
  it('that begins with an overload is asked for again (F15)', async () => {
    const fault = { kind: 'error-event', after: 0, event: overloaded } as const;
    await using scene = await withRow3({ fault }, { stream: true, times: 2 });
    const { summary, results } = await scene.run();
    assert.equal(summary.candidates[0]?.states.replied, 10);
    assert.equal(results.find(({ caseId }) => caseId === 'row-3')?.attempts, 3);
  });

  it('that is overloaded after 200 pieces is paid for, and once more for the next (F16)', async () => {
    const fault = { kind: 'error-event', after: 200, event: overloaded } as const;
    const answer = { text: 'yes '.repeat(100) };
    const behaviour = { fault, reply: { answer }, chunks: { count: 400 } };
    await using scene = await withRow3(behaviour, { stream: true, times: 1 });
    const { summary, results } = await scene.run();
    assert.equal(summary.candidates[0]?.states.replied, 10);
    const row = results.find(({ caseId }) => caseId === 'row-3');
    assert.equal(row?.attempts, 2);
    const records = await readRecords(
      join(scene.project.path, '.assay', 'runs', summary.id, 'journal.jsonl'),
    );
    const failed = records.map(({ entry }) => entry).find(({ kind }) => kind === 'attempt-failed');
    assert.ok(failed?.kind === 'attempt-failed');
    assert.equal(failed.code, 'overloaded');
    // What it can have cost at most: 20 tokens of output at 2 USD a million, and its input.
    assert.ok((failed.costUsd ?? 0) >= 0.00004);
    assert.equal(row.costUsd?.toFixed(9), ((failed.costUsd ?? 0) + 0.00002).toFixed(9));
    assert.equal(summary.spentUsd.toFixed(9), ((failed.costUsd ?? 0) + 0.0002).toFixed(9));
  });

  it('that ends without saying so is never scored and never cached (F17)', async () => {
    const fault = { kind: 'end-early', after: 2 } as const;
    await using scene = await withRow3({ fault }, { stream: true });
    const { summary } = await scene.run({ cache: 'on' });
    assert.deepEqual(summary.candidates[0]?.errors, { 'bad-reply': 1 });
    assert.equal(summary.candidates[0]?.judged, 9);
    assert.equal(scene.provider.log().count, 9 + 2);
    const again = await scene.run({ cache: 'require' });
    assert.deepEqual(again.summary.candidates[0]?.errors, { 'not-cached': 1 });
    assert.equal(again.summary.candidates[0]?.states.replied, 9);
  });

  for (const [title, behaviour, limit] of [
    ['stalls after its first piece (F18)', { fault: { kind: 'stall', after: 1 } }, 'idleMs'],
    [
      'stalls and is kept open by pings (F19)',
      { fault: { kind: 'stall', after: 1, pingEveryMs: 10_000 } },
      'idleMs',
    ],
    [
      'sends pings and never content (F19)',
      { fault: { kind: 'stall', after: 0, pingEveryMs: 10_000 } },
      'firstContentMs',
    ],
    ['never begins (F20)', { fault: { kind: 'silent' } }, 'headersMs'],
    [
      'trickles (F21)',
      {
        fault: { kind: 'drip', everyMs: 30_000 },
        chunks: { count: 80 },
        reply: { answer: { text: 'yes '.repeat(80) } },
      },
      'attemptMs',
    ],
  ] as const) {
    for (const [name, stack] of stacks) {
      it(`that ${title} is given up in time, by ${name}`, async () => {
        const options = {
          stream: true,
          fetch: (url: string, init: RequestInit) => stack(url, init),
        };
        await using scene = await withRow3(behaviour, options);
        const { summary, results } = await scene.run();
        const row = results.find(({ caseId }) => caseId === 'row-3');
        assert.equal(row?.failure?.code, 'timeout');
        assert.match(row.failure.message, new RegExp(`timeouts\\.${limit}`));
        assert.equal(row.attempts, 2);
        assert.equal(summary.candidates[0]?.states.replied, 9);
        const limitMs = 2 * defaultTimeouts[limit];
        const { wallMs } = summary;
        assert.ok(wallMs >= limitMs && wallMs <= 1.1 * limitMs, `${wallMs} ms`);
      });
    }
  }
});

describe('a whole answer', () => {
  const cut: readonly (readonly [string, MockBehaviour, string])[] = [
    ['is reset in the middle', { fault: { kind: 'reset', after: 1 } }, 'network'],
    ['is cut-off gzip', { fault: { kind: 'truncated-gzip' } }, ''],
    ['is shorter than it says', { fault: { kind: 'wrong-length' } }, ''],
    ['is half its JSON', { fault: { kind: 'half-json' } }, 'bad-reply'],
    ['comes too slowly (F21)', { fault: { kind: 'drip', everyMs: 1000 } }, 'timeout'],
    ['never comes (F20)', { fault: { kind: 'silent' } }, 'timeout'],
    [
      'is a page (F23)',
      { headers: { 'content-type': 'text/html' }, body: '<p>Log in' },
      'bad-reply',
    ],
    ['is empty (F23)', { body: '' }, 'bad-reply'],
    ['is null (F23)', { body: null }, 'bad-reply'],
    ['is {} (F23)', { body: {} }, 'bad-reply'],
    ['is an error with status 200 (F23)', { body: { error: { message: 'no' } } }, 'bad-reply'],
  ];
  for (const [title, behaviour, code] of cut) {
    for (const [name, stack] of stacks) {
      it(`that ${title} is asked for once more and never scored (F22), by ${name}`, async () => {
        const options = { fetch: (url: string, init: RequestInit) => stack(url, init) };
        await using scene = await withRow3(behaviour, options);
        const { summary, results } = await scene.run({ cache: 'on' });
        const row = results.find(({ caseId }) => caseId === 'row-3');
        assert.equal(row?.attempts, 2);
        assert.deepEqual(row.scores, []);
        assert.ok(
          code === ''
            ? ['network', 'bad-reply'].includes(row.failure?.code ?? '')
            : row.failure?.code === code,
          JSON.stringify(row.failure),
        );
        assert.equal(summary.ended, 'complete');
        assert.equal(summary.candidates[0]?.states.replied, 9);
        const cached = await scene.run({ cache: 'require' });
        assert.deepEqual(cached.summary.candidates[0]?.errors, { 'not-cached': 1 });
      });
    }
  }

  it('that is a page on every row leaves nothing in the cache, and is not asked for on and on (F23)', async () => {
    const page = { headers: { 'content-type': 'text/html' }, body: '<p>Log in' };
    await using scene = await openScene({
      cases: 300,
      virtual: true,
      withCache: true,
      random: () => 0.5,
      script: { otherwise: page },
    });
    const { summary } = await scene.run({ cache: 'on', concurrency: 32 });
    assert.equal(summary.ended, 'stopped');
    assert.deepEqual(summary.candidates[0]?.errors, { 'bad-reply': 300 });
    assert.ok(scene.provider.log().count <= 30, `${scene.provider.log().count} requests`);
    assert.equal(summary.candidates[0]?.judged, 0);
    const files = await filesBelow(scene.project.path);
    assert.deepEqual(
      files.filter((file) => file.startsWith('home/')),
      [],
    );
  });

  it('of two million characters is kept whole (F43)', async () => {
    const text = 'y'.repeat(2_000_000);
    await using scene = await withRow3({ reply: { ...yes.reply, answer: { text } } });
    const { summary, results } = await scene.run();
    assert.equal(summary.candidates[0]?.states.replied, 10);
    assert.equal(results.find(({ caseId }) => caseId === 'row-3')?.reply?.text.length, 2_000_000);
    assert.equal((await scene.stored())[3]?.reply?.text.length, 2_000_000);
  });

  it('refused for the second time is the end of its row alone', async () => {
    await using scene = await withRow3(refusal(500, 'server_error'), { times: 3 });
    const { summary } = await scene.run();
    assert.equal(summary.candidates[0]?.states.replied, 10);
  });
});
