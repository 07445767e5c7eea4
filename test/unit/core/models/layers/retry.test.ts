import assert from 'node:assert/strict';
import { ModelError, type ModelErrorCode, type ModelErrorDetail } from '#core/models/modelError.ts';
import type { FakeAnswer, FakeRequest } from '#support/fakeModel.ts';
import { ModelBench } from '#support/modelBench.ts';

const failing = (code: ModelErrorCode, detail: ModelErrorDetail = {}): FakeAnswer => ({
  error: new ModelError(code, `the fake says ${code}`, detail),
});

const failingAt =
  (which: readonly number[], code: ModelErrorCode, detail?: ModelErrorDetail) =>
  ({ nth }: FakeRequest): FakeAnswer =>
    which.includes(nth) ? failing(code, detail) : {};

describe('retrying', () => {
  it('gives the reply after two server errors, with three numbered attempts', async () => {
    const bench = new ModelBench(failingAt([1, 2], 'server-error'));
    const sent = bench.send('a');
    await bench.clock.advance(10_000);
    const outcome = await sent;
    assert.equal(outcome.reply?.text, 're: a');
    assert.deepEqual(outcome.events, [
      'dispatched 1',
      'failed 1 server-error',
      'dispatched 2',
      'failed 2 server-error',
      'dispatched 3',
    ]);
    assert.deepEqual(bench.provider.times, [0, 500, 1500]);
  });

  it('gives up one row after four server errors while the others finish', async () => {
    const bench = new ModelBench(({ content }) =>
      content === 'case 7' ? failing('server-error') : { latencyMs: 100 },
    );
    const all = bench.sendMany(40, 4);
    await bench.clock.advance(60_000);
    await all;
    assert.deepEqual(bench.tally, { ok: 39, 'server-error': 1 });
    assert.equal(bench.provider.requests.filter((one) => one.content === 'case 7').length, 4);
  });

  const ceilings: readonly [ModelErrorCode, ModelErrorDetail, number][] = [
    ['overloaded', {}, 6],
    ['rate-limited', {}, 6],
    ['server-error', {}, 4],
    ['conflict', {}, 4],
    ['timeout', {}, 2],
    ['bad-reply', {}, 2],
    ['network', { billed: 'maybe' }, 2],
    ['overloaded', { partialText: 'Dear' }, 2],
    ['server-error', { noRetry: true }, 1],
    ['bad-request', {}, 1],
    ['too-long', {}, 1],
    ['unauthorized', {}, 1],
    ['out-of-credit', {}, 1],
    ['redirected', {}, 1],
  ];
  for (const [code, detail, attempts] of ceilings) {
    it(`makes ${attempts} attempts of a call that fails with ${code} ${JSON.stringify(detail)}`, async () => {
      const bench = new ModelBench(() => failing(code, detail));
      const sent = bench.send('a');
      await bench.clock.advance(300_000);
      assert.equal((await sent).code, code);
      assert.equal(bench.provider.requests.length, attempts);
    });
  }

  it('backs off by a part of a window that doubles', async () => {
    const bench = new ModelBench(() => failing('overloaded'), { random: () => 0.999 });
    const sent = bench.send('a');
    await bench.clock.advance(300_000);
    await sent;
    assert.deepEqual(
      bench.provider.times.map((time) => Math.round(time)),
      [0, 999, 2997, 6993, 14985, 30969],
    );
  });

  it('lets no request leave before the service wants it', async () => {
    const bench = new ModelBench(({ nth }) =>
      nth === 3 ? failing('rate-limited', { retryAfterMs: 7000 }) : { latencyMs: 10 },
    );
    const all = bench.sendMany(6, 2);
    await bench.clock.advance(60_000);
    await all;
    assert.deepEqual(bench.tally, { ok: 6 });
    // The third leaves at 10 ms with the second, and is refused at once.
    assert.deepEqual(bench.provider.times.slice(0, 4), [0, 10, 10, 7010]);
  });

  const nonsense: readonly [string, number][] = [
    ['-5', -5000],
    ['0', 0],
    ['soon', Number.NaN],
  ];
  for (const [said, retryAfterMs] of nonsense) {
    it(`does not burst when the service says Retry-After: ${said}`, async () => {
      const bench = new ModelBench(
        ({ nth }) => (nth <= 4 ? failing('rate-limited', { retryAfterMs }) : {}),
        { random: () => 0 },
      );
      const all = bench.sendMany(8, 8);
      await bench.clock.advance(60_000);
      await all;
      assert.deepEqual(bench.tally, { ok: 8 });
      const gaps = bench.provider.times
        .slice(1, 5)
        .map((time, at) => time - bench.provider.times[at]!);
      if (Number.isNaN(retryAfterMs)) assert.equal(bench.provider.requests.length, 12);
      else assert.deepEqual(gaps, [200, 200, 200, 200]);
    });
  }

  it('takes a wait of a year for "not today" and asks nobody else on that account', async () => {
    const bench = new ModelBench(() => failing('rate-limited', { retryAfterMs: 1e12 }));
    const all = bench.sendMany(10, 4);
    await bench.clock.advance(1000);
    await all;
    assert.deepEqual(bench.tally, { 'daily-limit': 10 });
    assert.equal(bench.provider.requests.length, 1);
  });

  it('ends a call 15 minutes after its first attempt', async () => {
    const bench = new ModelBench(() => failing('overloaded', { retryAfterMs: 300_000 }));
    const sent = bench.send('a');
    await bench.clock.advance(3_600_000);
    assert.equal((await sent).code, 'overloaded');
    assert.deepEqual(bench.provider.times, [0, 300_000, 600_000, 900_000]);
  });

  it('stops repeating when most of a run fails', async () => {
    const bench = new ModelBench(({ content, nth }) =>
      nth === 1 || content.endsWith('0') ? {} : failing('server-error'),
    );
    const all = bench.sendMany(100, 1);
    await bench.clock.advance(3 * 3_600_000);
    await all;
    // Every call once, each failing one again for free, and 10 + 11 / 5 more.
    assert.deepEqual(bench.tally, { ok: 11, 'server-error': 89 });
    assert.equal(bench.provider.requests.length, 100 + 89 + 12);
  });

  it('rejects with cancelled at once while it waits, and asks no more', async () => {
    const bench = new ModelBench(() => failing('overloaded', { retryAfterMs: 60_000 }));
    const controller = new AbortController();
    const sent = bench.send('a', { signal: controller.signal });
    await bench.clock.advance(1000);
    controller.abort();
    const outcome = await sent;
    assert.equal(outcome.code, 'cancelled');
    assert.equal(outcome.endedMs, 1000);
    await bench.clock.advance(120_000);
    assert.equal(bench.provider.requests.length, 1);
  });

  it('keeps its times while the wall clock jumps by a day', async () => {
    const bench = new ModelBench(failingAt([1, 2], 'overloaded'));
    const sent = bench.send('a');
    bench.clock.jump(86_400_000);
    await bench.clock.advance(600);
    bench.clock.jump(-2 * 86_400_000);
    await bench.clock.advance(5000);
    const outcome = await sent;
    assert.deepEqual(bench.provider.times, [0, 500, 1500]);
    assert.equal(outcome.reply?.latencyMs, 0);
  });
});
