import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ModelError } from '#core/models/modelError.ts';
import { AbortFan } from '#core/models/layers/abortFan.ts';
import { Budget, budgeted } from '#core/models/layers/budget.ts';
import { makeTokenEstimate } from '#core/models/layers/estimate.ts';
import { FakeClock } from '#support/fakeClock.ts';
import { FakeModel } from '#support/fakeModel.ts';
import { ModelBench, testEntry } from '#support/modelBench.ts';

/** One dollar a token, so that costs are whole numbers. */
const price = { input: 1_000_000, output: 1_000_000 };

/** 'hello' is estimated as 2 tokens, a message as 8 and a request as 16 more. */
const worstCaseUsd = 26 + 10;

const request = { parameters: { maxTokens: 10 } };

describe('a budget', () => {
  it('holds the worst case before a request and settles with the real cost', async () => {
    const bench = new ModelBench(() => ({ latencyMs: 100 }), {
      entry: { price },
      maxCostUsd: 1000,
    });
    const told: unknown[] = [];
    const sent = bench.send('hello', { request, tell: (event) => told.push(event) });
    await bench.clock.advance(50);
    assert.equal(bench.run.budget.reservedUsd, worstCaseUsd);
    assert.equal(bench.run.budget.upperBoundUsd, worstCaseUsd);
    await bench.clock.advance(100);
    const { reply } = await sent;
    assert.deepEqual(told, [{ kind: 'dispatched', attempt: 1, reservedUsd: worstCaseUsd }]);
    assert.deepEqual(reply, {
      text: 're: hello',
      ending: 'stop',
      usage: { inputTokens: 10, outputTokens: 5 },
      latencyMs: 100,
      costUsd: 15,
      source: 'live',
    });
    assert.equal(bench.run.budget.spentUsd, 15);
    assert.equal(bench.run.budget.reservedUsd, 0);
    assert.equal(bench.run.budget.unsureUsd, 0);
  });

  it('ends a run before it can cost more than allowed', async () => {
    const bench = new ModelBench(() => ({ latencyMs: 100 }), { entry: { price }, maxCostUsd: 100 });
    const sends = Array.from({ length: 20 }, () => bench.send('hello', { request }));
    await bench.clock.advance(10_000);
    await Promise.all(sends);
    // 15 each: after the fifth 75 are spent, and the next could cost 36.
    assert.deepEqual(bench.tally, { ok: 5, 'budget-reached': 15 });
    assert.equal(bench.run.budget.spentUsd, 75);
    assert.equal(bench.provider.requests.length, 5);
  });

  it('waits for money that is only held before it says no', async () => {
    const bench = new ModelBench(({ content }) => ({ latencyMs: content === 'hello' ? 100 : 1 }), {
      entry: { price },
      maxCostUsd: 15 + 15 + 36,
    });
    const warm = bench.send('warm!', { request });
    await bench.clock.advance(1);
    await warm;
    const both = [bench.send('hello', { request }), bench.send('hello', { request })];
    await bench.clock.advance(50);
    assert.equal(bench.provider.inFlight, 1);
    await bench.clock.advance(500);
    await Promise.all(both);
    assert.deepEqual(bench.tally, { ok: 3 });
    assert.deepEqual(bench.provider.times, [0, 1, 101]);
  });

  it('lets a call that waits for money leave at once when it is cancelled', async () => {
    const bench = new ModelBench(() => ({ latencyMs: 100 }), { entry: { price }, maxCostUsd: 51 });
    const controller = new AbortController();
    const judge = bench.open({ price }, 'judges');
    const warm = bench.send('hello', { request });
    await bench.clock.advance(100);
    await warm;
    const first = bench.send('hello', { request });
    const second = bench.send('hello', { request, model: judge, signal: controller.signal });
    await bench.clock.advance(20);
    controller.abort();
    assert.equal((await second).endedMs, 120);
    await bench.clock.advance(200);
    assert.equal((await first).reply?.costUsd, 15);
  });

  it('counts an attempt that nobody answered as spent, and one that was refused as free', async () => {
    const errors = [new ModelError('timeout', 'late'), new ModelError('overloaded', 'busy')];
    const bench = new ModelBench(({ nth }) => ({ error: errors[nth - 1] }), {
      entry: { price },
      maxCostUsd: 1000,
    });
    const sent = bench.send('hello', { request });
    await bench.clock.advance(60_000);
    const { events, costs } = await sent;
    assert.deepEqual(events, [
      'dispatched 1',
      'failed 1 timeout',
      'dispatched 2',
      'failed 2 overloaded',
      'dispatched 3',
    ]);
    assert.deepEqual(costs, [worstCaseUsd, 0]);
    assert.equal(bench.run.budget.spentUsd, worstCaseUsd + 15);
    assert.equal(bench.run.budget.unsureUsd, worstCaseUsd);
  });

  it('counts a reply without usage as its worst case, and does not make a cost up', async () => {
    const bench = new ModelBench(() => ({ reply: { usage: undefined } as object }), {
      entry: { price },
      maxCostUsd: 1000,
    });
    const { reply } = await bench.send('hello', { request });
    assert.equal(reply !== undefined && 'costUsd' in reply, false);
    assert.equal(bench.run.budget.spentUsd, worstCaseUsd);
    assert.equal(bench.run.budget.unsureUsd, worstCaseUsd);
  });

  it('goes on from what a resumed run had spent', async () => {
    const bench = new ModelBench(() => ({}), { entry: { price }, maxCostUsd: 100, spentUsd: 65 });
    await bench.send('hello', { request });
    assert.deepEqual(bench.tally, { 'budget-reached': 1 });
    assert.equal(bench.provider.requests.length, 0);
  });

  it('refuses a model without a price under a limit unless it is allowed by name', async () => {
    const refused = new ModelBench(() => ({}), { maxCostUsd: 100 });
    await refused.send('hello');
    assert.deepEqual(refused.tally, { 'budget-reached': 1 });
    assert.equal(refused.provider.requests.length, 0);
    const allowed = new ModelBench(() => ({}), { maxCostUsd: 100, allowUnpriced: ['fake/small'] });
    await allowed.send('hello');
    assert.deepEqual(allowed.tally, { ok: 1 });
  });

  it('reserves what the catalogue allows where the request names no cap', async () => {
    const reserved: unknown[] = [];
    const bench = new ModelBench(() => ({}), {
      entry: { price, limits: { maxOutputTokens: 100 } },
    });
    await bench.send('hello', { tell: (event) => reserved.push(event) });
    assert.deepEqual(reserved, [{ kind: 'dispatched', attempt: 1, reservedUsd: 126 }]);
  });

  it('sends nothing, and nothing after, when the dispatch cannot be written down', async () => {
    const bench = new ModelBench(() => ({}), { entry: { price }, maxCostUsd: 1000 });
    const first = await bench.send('hello', {
      request,
      tell: () => {
        throw new Error('no space left on device');
      },
    });
    await bench.send('hello', { request });
    assert.equal(first.error?.message, 'The run cannot be written down: no space left on device');
    assert.deepEqual(bench.tally, { local: 2 });
    assert.equal(bench.provider.requests.length, 0);
    assert.equal(bench.run.budget.upperBoundUsd, 0);
  });

  it('takes a provider that breaks its contract for a failed row that may have been paid', async () => {
    const bench = new ModelBench(
      ({ nth }) => (nth === 1 ? { error: new TypeError('x is not a function') } : {}),
      { entry: { price } },
    );
    const outcome = await bench.send('hello', { request });
    assert.equal(outcome.code, 'local');
    assert.equal(outcome.error?.scope, 'trial');
    assert.equal(bench.run.budget.spentUsd, worstCaseUsd);
    await bench.send('hello');
    assert.deepEqual(bench.tally, { local: 1, ok: 1 });
  });

  it('lets nobody overtake who waits for room', async () => {
    const budget = new Budget(100);
    const order: string[] = [];
    const { signal } = new AbortController();
    assert.equal(budget.tryReserve(60), true);
    const large = budget.reserve(50, new AbortFan(), signal).then(() => order.push('large'));
    assert.equal(budget.tryReserve(10), false);
    const small = budget.reserve(10, new AbortFan(), signal).then(() => order.push('small'));
    budget.settle(60, 20, true);
    await Promise.all([large, small]);
    assert.deepEqual(order, ['large', 'small']);
    assert.equal(budget.upperBoundUsd, 80);
  });

  it('tells of no dispatch when the call is cancelled by then', async () => {
    const clock = new FakeClock();
    const layer = budgeted(testEntry, {
      budget: new Budget(undefined),
      clock,
      aborts: new AbortFan(),
      estimate: makeTokenEstimate(),
      allowUnpriced: false,
    });
    const told: unknown[] = [];
    const model = layer(new FakeModel('fake', clock, () => ({})));
    const sent = model.reply(
      { messages: [], parameters: {}, repeat: 0 },
      { signal: AbortSignal.abort(), tell: (event) => told.push(event) },
    );
    await assert.rejects(sent, { code: 'cancelled' });
    assert.deepEqual(told, []);
  });

  it('never holds and spends more than its limit, whatever comes in which order', () => {
    const step = fc.record({
      usd: fc.integer({ min: 0, max: 40 }),
      share: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const budget = new Budget(100);
        const held: number[] = [];
        for (const { usd, share } of steps) {
          if (budget.tryReserve(usd)) held.push(usd);
          assert.ok(budget.upperBoundUsd <= 100 + 1e-9);
          if (share > 0 && held.length > 1) {
            const oldest = held.shift()!;
            budget.settle(oldest, (oldest * share) / 4, true);
          }
        }
      }),
    );
  });
});

describe('the estimate of input tokens', () => {
  const estimate = makeTokenEstimate();
  const ofText = (content: string): number =>
    estimate({ messages: [{ role: 'user', content }], parameters: {}, repeat: 0 }) - 24;

  it('takes a token for three characters of English and more for other scripts', () => {
    assert.equal(ofText('hello world!'), 4);
    assert.equal(ofText('你好世界'), 6);
    assert.equal(ofText('🙂'), 2);
    assert.equal(ofText(''), 0);
  });

  it('counts the schema of the reply', () => {
    const schema = { type: 'object' };
    const responseFormat = { type: 'json_schema', name: 'a', strict: true, schema } as const;
    assert.equal(estimate({ messages: [], parameters: {}, responseFormat, repeat: 0 }), 16 + 6);
  });
});
