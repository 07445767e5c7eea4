import assert from 'node:assert/strict';
import { ModelError, type ModelErrorCode, type ModelErrorDetail } from '#core/models/modelError.ts';
import type { FakeAnswer } from '#support/fakeModel.ts';
import { ModelBench } from '#support/modelBench.ts';
import { seeded } from '#support/seeded.ts';

const failing = (code: ModelErrorCode, detail: ModelErrorDetail = {}): FakeAnswer => ({
  error: new ModelError(code, `the fake says ${code}`, detail),
});

describe('the gate of an account', () => {
  for (const code of ['unauthorized', 'out-of-credit', 'missing-key', 'redirected'] as const) {
    it(`asks an account once that answers ${code}`, async () => {
      const bench = new ModelBench(() => ({ latencyMs: 100, ...failing(code) }));
      const all = bench.sendMany(100, 32);
      await bench.clock.advance(200);
      await all;
      assert.deepEqual(bench.tally, { [code]: 100 });
      assert.equal(bench.provider.requests.length, 1);
    });
  }

  it('stops in flight only what had left before the money ran out', async () => {
    const bench = new ModelBench(({ nth }) => ({
      latencyMs: 100,
      ...(nth > 20 && failing('out-of-credit')),
    }));
    const all = bench.sendMany(100, 8);
    await bench.clock.advance(10_000);
    await all;
    assert.deepEqual(bench.tally, { ok: 20, 'out-of-credit': 80 });
    assert.ok(bench.provider.requests.length <= 28);
  });

  it('stops one model and lets the others of the account finish', async () => {
    const bench = new ModelBench(({ content }) =>
      content.startsWith('case') ? failing('unauthorized', { scope: 'model' }) : {},
    );
    const other = bench.open({ id: 'fake/large', name: 'large' });
    await bench.sendMany(5, 5);
    const outcome = await bench.send('hello', { model: other });
    assert.deepEqual(bench.tally, { unauthorized: 5, ok: 1 });
    assert.equal(outcome.reply?.text, 're: hello');
    assert.equal(bench.provider.requests.length, 2);
  });

  it('remembers for the judges why an account is of no use', async () => {
    const bench = new ModelBench(() => failing('unauthorized'));
    const judge = bench.open({}, 'judges');
    await bench.send('a');
    await bench.send('b', { model: judge });
    assert.deepEqual(bench.tally, { unauthorized: 2 });
    assert.equal(bench.provider.requests.length, 1);
  });

  it('sends no fourth request of a model that refused the first three alike', async () => {
    const bench = new ModelBench(() => ({
      latencyMs: 50,
      ...failing('bad-request', { status: 400 }),
    }));
    const all = bench.sendMany(100, 32);
    await bench.clock.advance(1000);
    await all;
    assert.deepEqual(bench.tally, { 'bad-request': 100 });
    assert.equal(bench.provider.requests.length, 3);
  });

  it('takes one refused row for what it is', async () => {
    const bench = new ModelBench(({ content }) =>
      content === 'case 7' ? failing('bad-request', { status: 400 }) : {},
    );
    await bench.sendMany(20, 4);
    assert.deepEqual(bench.tally, { ok: 19, 'bad-request': 1 });
    assert.equal(bench.provider.requests.length, 20);
  });

  it('ends a run on a dead server within 10 seconds', async () => {
    const bench = new ModelBench(() => failing('network'));
    const all = bench.sendMany(1000, 32);
    await bench.clock.advance(10_000);
    await all;
    assert.deepEqual(bench.tally, { network: 1000 });
    assert.equal(bench.provider.requests.length, 5);
  });

  it('ends a lone call to a dead server within 10 seconds', async () => {
    const bench = new ModelBench(() => failing('network'), { random: () => 0.999 });
    const sent = bench.send('a');
    await bench.clock.advance(10_000);
    assert.equal((await sent).code, 'network');
    assert.equal(bench.provider.requests.length, 5);
  });

  it('asks at most 30 times in five minutes when every answer is a 500, and then ends', async () => {
    const bench = new ModelBench(() => ({ latencyMs: 20, ...failing('server-error') }));
    const all = bench.sendMany(500, 32);
    await bench.clock.advance(300_000);
    assert.ok(bench.provider.requests.length <= 30, `${bench.provider.requests.length} requests`);
    await bench.clock.advance(31_000);
    await all;
    assert.deepEqual(bench.tally, { 'server-error': 500 });
  });

  for (const code of ['overloaded', 'network'] as const) {
    for (const width of [1, 2, 8, 32]) {
      it(`finishes every row after 60 s of ${code} with ${width} calls at once`, async () => {
        const bench = new ModelBench(({ atMs }) =>
          atMs >= 2000 && atMs < 62_000 ? failing(code) : { latencyMs: 200 },
        );
        const all = bench.sendMany(100 * width, width);
        await bench.clock.advance(240_000);
        await all;
        assert.deepEqual(bench.tally, { ok: 100 * width });
        const last = Math.max(...bench.outcomes.map((outcome) => outcome.endedMs ?? 0));
        const ideal = 100 * 200 + 60_000;
        assert.ok(last <= ideal + 40_000, `${last} ms`);
      });
    }
  }

  it('waits for an outage at the start without using up the rows', async () => {
    const bench = new ModelBench(({ atMs }) => (atMs < 60_000 ? failing('overloaded') : {}));
    const all = bench.sendMany(40, 8);
    await bench.clock.advance(100_000);
    await all;
    assert.deepEqual(bench.tally, { ok: 40 });
    assert.deepEqual(
      bench.provider.times.slice(0, 12),
      [0, 0, 0, 0, 0, 1000, 3000, 7000, 15_000, 31_000, 61_000, 61_000],
    );
  });

  it('gives up an account that worked once and then fails for 15 minutes', async () => {
    const bench = new ModelBench(({ nth }) => (nth === 1 ? {} : failing('server-error')));
    const all = bench.sendMany(40, 8);
    await bench.clock.advance(15 * 60_000 + 60_000);
    await all;
    assert.deepEqual(bench.tally, { ok: 1, 'server-error': 39 });
  });

  it('serves callers in the order they came', async () => {
    const bench = new ModelBench(() => ({ latencyMs: 10 }), { concurrency: 1 });
    const all = ['a', 'b', 'c', 'd'].map((content) => bench.send(content));
    await bench.clock.advance(100);
    await Promise.all(all);
    assert.deepEqual(
      bench.provider.requests.map((request) => [request.content, request.atMs]),
      [
        ['a', 0],
        ['b', 10],
        ['c', 20],
        ['d', 30],
      ],
    );
  });

  it('serves two models of an account in the order their callers came', async () => {
    const bench = new ModelBench(() => ({ latencyMs: 10 }), { concurrency: 1 });
    const other = bench.open({ id: 'fake/large', name: 'large' });
    const all = [
      bench.send('a'),
      bench.send('b', { model: other }),
      bench.send('c'),
      bench.send('d', { model: other }),
      bench.send('e'),
    ];
    await bench.clock.advance(100);
    await Promise.all(all);
    assert.deepEqual(
      bench.provider.requests.map((request) => request.content),
      ['a', 'b', 'c', 'd', 'e'],
    );
  });

  it('lets the judges in as soon as the trials have found the account to work', async () => {
    const bench = new ModelBench(({ nth }) => ({ latencyMs: nth === 1 ? 100 : 5000 }));
    const judge = bench.open({}, 'judges');
    const all = [bench.send('a'), bench.send('b', { model: judge })];
    await bench.clock.advance(100);
    assert.deepEqual(bench.provider.times, [0, 100]);
    await bench.clock.advance(5000);
    await Promise.all(all);
  });

  it('sends one request to find out whether a wait was long enough', async () => {
    const bench = new ModelBench(({ nth }) => {
      if (nth === 12) return { latencyMs: 10, ...failing('rate-limited', { retryAfterMs: 1000 }) };
      return { latencyMs: 200 };
    });
    const all = bench.sendMany(30, 10);
    // The others succeed while the account is paused: they had left before.
    await bench.clock.advance(1450);
    assert.deepEqual(bench.provider.times.slice(12), [400, 1410]);
    assert.equal(bench.provider.inFlight, 1);
    await bench.clock.advance(200);
    assert.equal(bench.provider.inFlight, 9);
    await bench.clock.advance(60_000);
    await all;
    assert.deepEqual(bench.tally, { ok: 30 });
  });

  it('asks for no more at once right after a server error', async () => {
    const bench = new ModelBench(({ nth }) => ({
      latencyMs: nth === 2 ? 90 : 100,
      ...(nth === 2 && failing('server-error')),
    }));
    const all = bench.sendMany(60, 30);
    await bench.clock.advance(250);
    assert.equal(bench.provider.inFlight, 3);
    await bench.clock.advance(60_000);
    await all;
    assert.deepEqual(bench.tally, { ok: 60 });
  });

  it('does not let a model at its own limit hold up another', async () => {
    const bench = new ModelBench(({ content }) => ({ latencyMs: content === 'warm' ? 1 : 1000 }), {
      entry: { limits: { concurrency: 1 } },
    });
    const other = bench.open({ id: 'fake/large', name: 'large' });
    const first = bench.send('warm');
    await bench.clock.advance(1);
    await first;
    const all = [bench.send('a'), bench.send('b'), bench.send('c', { model: other })];
    await bench.clock.advance(5);
    assert.deepEqual(
      bench.provider.requests.map((request) => request.content),
      ['warm', 'a', 'c'],
    );
    await bench.clock.advance(3000);
    await Promise.all(all);
  });

  it('lets a waiting call leave at once when it is cancelled', async () => {
    const bench = new ModelBench(() => ({ latencyMs: 1000 }), { concurrency: 1 });
    const controller = new AbortController();
    const first = bench.send('a');
    const second = bench.send('b', { signal: controller.signal });
    const third = bench.send('c');
    await bench.clock.advance(100);
    controller.abort();
    assert.equal((await second).endedMs, 100);
    assert.equal((await second).code, 'cancelled');
    await bench.clock.advance(2000);
    await Promise.all([first, third]);
    assert.deepEqual(
      bench.provider.requests.map((request) => request.content),
      ['a', 'c'],
    );
  });

  it('lets the next call go when a larger one before it is cancelled', async () => {
    const bench = new ModelBench(() => ({}), { entry: { limits: { tokensPerMinute: 6000 } } });
    const controller = new AbortController();
    await bench.send('a', { request: { parameters: { maxTokens: 40 } } });
    const request = { parameters: { maxTokens: 5000 } };
    const large = bench.send('b', { request, signal: controller.signal });
    const small = bench.send('c');
    controller.abort();
    await bench.clock.advance(0);
    assert.equal((await large).code, 'cancelled');
    assert.equal((await small).endedMs, 0);
  });

  it('sends nothing of a run that is cancelled, and tells of no dispatch', async () => {
    const bench = new ModelBench(() => ({ latencyMs: 1000 }), { concurrency: 4 });
    const controller = new AbortController();
    const { signal } = controller;
    const warm = bench.send('warm');
    await bench.clock.advance(1000);
    await warm;
    const all = Array.from({ length: 50 }, (_, nth) => bench.send(`${nth}`, { signal }));
    await bench.clock.advance(10);
    const before = bench.provider.requests.length;
    controller.abort();
    const outcomes = await Promise.all(all);
    assert.equal(bench.provider.requests.length, before);
    assert.ok(
      outcomes.every((outcome) => outcome.code === 'cancelled' && outcome.endedMs === 1010),
    );
    assert.equal(outcomes.filter((outcome) => outcome.events.length > 0).length, before - 1);
    const after = bench.send('after');
    await bench.clock.advance(1000);
    assert.deepEqual((await after).events, ['dispatched 1']);
  });

  it('does not send a call that was cancelled before', async () => {
    const bench = new ModelBench(() => ({}));
    const outcome = await bench.send('a', { signal: AbortSignal.abort() });
    assert.equal(outcome.code, 'cancelled');
    assert.equal(outcome.error?.billed, 'no');
    assert.equal(bench.provider.requests.length, 0);
  });

  it('keeps to the requests per minute of the catalogue', async () => {
    const bench = new ModelBench(() => ({}), { entry: { limits: { requestsPerMinute: 60 } } });
    const all = bench.sendMany(5, 5);
    await bench.clock.advance(10_000);
    await all;
    assert.deepEqual(bench.provider.times, [0, 1000, 2000, 3000, 4000]);
  });

  it('keeps to the tokens per minute of the catalogue, as they were really used', async () => {
    const bench = new ModelBench(
      () => ({ reply: { usage: { inputTokens: 500, outputTokens: 500 } } }),
      { entry: { limits: { tokensPerMinute: 6000 } } },
    );
    const all = bench.sendMany(3, 3);
    await bench.clock.advance(60_000);
    await all;
    // 100 tokens a second; the estimate is 26, the debt after the first reply 900.
    assert.deepEqual(bench.provider.times, [0, 9260, 19_260]);
  });

  it('pauses a model whose allowance is used up before it has to refuse', async () => {
    const bench = new ModelBench(() => ({}));
    await bench.send('a');
    bench.onAccount?.({ remainingRequests: 0, resetMs: 6000 });
    const second = bench.send('b');
    await bench.clock.advance(10_000);
    await second;
    assert.deepEqual(bench.provider.times, [0, 6000]);
  });

  it('has 128 requests in flight after five round trips', async () => {
    const bench = new ModelBench(() => ({ latencyMs: 200 }), { concurrency: 128 });
    const all = bench.sendMany(2000, 128);
    await bench.clock.advance(1001);
    assert.equal(bench.provider.inFlight, 128);
    await bench.clock.advance(10_000);
    await all;
    assert.equal(bench.provider.peak, 128);
  });

  it('stays at 32 where nobody asks for more', async () => {
    const bench = new ModelBench(() => ({ latencyMs: 200 }));
    const all = bench.sendMany(1000, 128);
    await bench.clock.advance(20_000);
    await all;
    assert.equal(bench.provider.peak, 32);
  });

  it('gives the judges room of their own', async () => {
    const bench = new ModelBench(({ content }) => ({ latencyMs: content === 'warm' ? 1 : 1000 }), {
      concurrency: 1,
    });
    const judge = bench.open({}, 'judges');
    const warm = bench.send('warm');
    await bench.clock.advance(1);
    await warm;
    const all = [bench.send('a'), bench.send('b', { model: judge })];
    await bench.clock.advance(5);
    assert.equal(bench.provider.inFlight, 2);
    await bench.clock.advance(3000);
    await Promise.all(all);
  });

  it('settles where a service takes 7 at once, with few refusals and good use', async () => {
    const bench = new ModelBench(
      ({ inFlight }) => (inFlight > 7 ? failing('rate-limited') : { latencyMs: 1000 }),
      { concurrency: 32, random: seeded(7) },
    );
    const all = bench.sendMany(1200, 32);
    const warmUpMs = 20_000;
    await bench.clock.advance(warmUpMs);
    const before = bench.provider.requests.length;
    const endedBefore = bench.outcomes.filter((one) => one.reply !== undefined).length;
    await bench.clock.advance(120_000);
    const requests = bench.provider.requests.slice(before);
    const refused = requests.filter((request) => request.inFlight > 7).length;
    const ended = bench.outcomes.filter((one) => one.reply !== undefined).length - endedBefore;
    assert.ok(refused / requests.length < 0.05, `${refused} of ${requests.length} refused`);
    assert.ok(ended >= 0.8 * 7 * 120, `${ended} replies`);
    const usual = requests.filter(({ inFlight }) => inFlight >= 5 && inFlight <= 8).length;
    assert.ok(usual >= 0.95 * requests.length);
    await bench.clock.advance(120_000);
    await all;
    assert.deepEqual(bench.tally, { ok: 1200 });
  });
});
