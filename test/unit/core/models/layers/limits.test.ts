import assert from 'node:assert/strict';
import { ModelError } from '#core/models/modelError.ts';
import { Circuit } from '#core/models/layers/circuit.ts';
import { AdaptiveLimit } from '#core/models/layers/concurrency.ts';
import { TokenBucket } from '#core/models/layers/tokenBucket.ts';
import { WaitingLine } from '#core/models/layers/waitingLine.ts';

/** A limit that grew by `successes` successes with every place in use. */
function grown(successes: number, max = 32): AdaptiveLimit {
  const limit = new AdaptiveLimit(max);
  for (let nth = 0; nth < successes; nth += 1) limit.succeeded(0, limit.size, limit.size);
  return limit;
}

/** Refusals at second one. */
function refuse(
  limit: AdaptiveLimit,
  times: number,
  {
    startedMs,
    inFlight,
    askedMs = 0,
  }: { readonly startedMs: number; readonly inFlight: number; readonly askedMs?: number },
): void {
  for (let nth = 0; nth < times; nth += 1) limit.throttled(1000, startedMs, inFlight, askedMs);
}

describe('an adaptive limit', () => {
  it('starts with one and triples in a round of successes', () => {
    assert.equal(grown(0).size, 1);
    assert.equal(grown(1).size, 3);
    assert.equal(grown(4).size, 9);
    assert.equal(grown(13).size, 27);
    assert.equal(grown(40).size, 32);
  });

  it('does not grow while a fifth of it is not in use', () => {
    const limit = grown(5);
    assert.equal(limit.size, 11);
    limit.succeeded(0, 8, 8);
    assert.equal(limit.size, 11);
    limit.succeeded(0, 9, 9);
    assert.equal(limit.size, 13);
  });

  it('is cut by a fifth once for all refusals of requests that left before the cut', () => {
    const limit = grown(40);
    refuse(limit, 5, { startedMs: 500, inFlight: 32 });
    assert.equal(limit.size, 25);
    refuse(limit, 20, { startedMs: 1000, inFlight: 32 });
    assert.equal(limit.size, 25);
    refuse(limit, 5, { startedMs: 1001, inFlight: 25 });
    assert.equal(limit.size, 20);
  });

  it('is not cut for a refusal now and then', () => {
    const limit = grown(40);
    for (let round = 0; round < 50; round += 1) {
      refuse(limit, 1, { startedMs: 500, inFlight: 32 });
      for (let nth = 0; nth < 19; nth += 1) limit.succeeded(0, 32, 32);
    }
    assert.equal(limit.size, 32);
  });

  it('falls back at first to what had worked', () => {
    const limit = new AdaptiveLimit(32);
    limit.succeeded(0, 1, 1);
    for (const inFlight of [2, 3, 4, 6]) limit.succeeded(0, 100, inFlight);
    assert.equal(limit.size, 11);
    refuse(limit, 5, { startedMs: 0, inFlight: 10 });
    assert.equal(limit.size, 6);
  });

  it('is not cut for requests that were refused nearly alone', () => {
    const limit = grown(40);
    refuse(limit, 50, { startedMs: 500, inFlight: 2 });
    assert.equal(limit.size, 32);
  });

  it('grows by a twentieth a round again after 15 seconds, or after what the service asked for', () => {
    for (const [askedMs, frozenMs] of [
      [0, 16_000],
      [40_000, 41_000],
    ] as const) {
      const limit = grown(40, 100);
      refuse(limit, 5, { startedMs: 0, inFlight: 81, askedMs });
      const cut = limit.size;
      assert.equal(cut, 64);
      for (let nth = 0; nth < 1000; nth += 1) limit.succeeded(frozenMs - 1, 100, 64);
      assert.equal(limit.size, cut);
      for (let nth = 0; nth < 75; nth += 1) limit.succeeded(frozenMs, 100, 64);
      assert.equal(limit.size, 68);
    }
  });

  it('ignores two successes for each server error, and at most a round of them', () => {
    const limit = grown(4);
    for (let nth = 0; nth < 50; nth += 1) limit.unsteady();
    for (let nth = 0; nth < 9; nth += 1) limit.succeeded(0, 9, 9);
    assert.equal(limit.size, 9);
    limit.succeeded(0, 9, 9);
    assert.equal(limit.size, 11);
  });
});

describe('a token bucket', () => {
  it('holds a second, fills evenly and says how long to wait', () => {
    const bucket = new TokenBucket(600, 0);
    assert.equal(bucket.waitMs(10, 0), 0);
    bucket.take(10);
    assert.equal(bucket.waitMs(1, 0), 100);
    assert.equal(bucket.waitMs(1, 60), 40);
    assert.equal(bucket.waitMs(10, 3_600_000), 0);
  });

  it('lets what is larger than itself go when it is full, and waits for the debt after', () => {
    const bucket = new TokenBucket(600, 0);
    assert.equal(bucket.waitMs(50, 0), 0);
    bucket.take(50);
    assert.equal(bucket.waitMs(1, 0), 4100);
    bucket.take(-20);
    assert.equal(bucket.waitMs(1, 0), 2100);
  });
});

describe('a circuit', () => {
  const busy = new ModelError('server-error', 'busy');

  it('opens when five different calls fail alike in a row', () => {
    const circuit = new Circuit();
    for (const call of [1, 2, 2, 2, 3, 4]) circuit.failed(busy, call, false, 0);
    assert.equal(circuit.isOpen, false);
    circuit.failed(busy, 5, false, 0);
    assert.equal(circuit.isOpen, true);
    assert.equal(circuit.probeAtMs, 1000);
  });

  it('starts to count again after a success and with another failure', () => {
    const circuit = new Circuit();
    for (const call of [1, 2, 3, 4]) circuit.failed(busy, call, false, 0);
    circuit.succeeded();
    for (const call of [5, 6, 7, 8]) circuit.failed(busy, call, false, 0);
    circuit.failed(new ModelError('overloaded', 'x'), 9, false, 0);
    circuit.failed(busy, 10, false, 0);
    assert.equal(circuit.isOpen, false);
  });

  it('says nothing about failures of a single request', () => {
    const circuit = new Circuit();
    for (let call = 0; call < 20; call += 1) {
      circuit.failed(new ModelError('bad-request', 'x'), call, false, 0);
      circuit.failed(new ModelError('network', 'x', { billed: 'maybe' }), call, false, 0);
    }
    assert.equal(circuit.isOpen, false);
  });

  it('does not count a night asleep as a night of failures', () => {
    const circuit = new Circuit();
    for (const call of [1, 2, 3, 4, 5]) circuit.failed(busy, call, false, 0);
    circuit.slept(36_000_000);
    assert.equal(circuit.failed(busy, 6, true, 36_010_000), false);
    assert.equal(circuit.failed(busy, 6, true, 36_310_000), true);
  });
});

describe('a waiting line', () => {
  it('is left from anywhere, and only once', () => {
    const line = new WaitingLine<{ name: string }>();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => line.join({ name }));
    b!();
    b!();
    const first = (): string | undefined => line.first?.name;
    assert.equal(first(), 'a');
    a!();
    assert.equal(first(), 'c');
    b!();
    a!();
    assert.equal(first(), 'c');
    c!();
    assert.equal(first(), undefined);
    line.join({ name: 'd' });
    c!();
    assert.equal(first(), 'd');
  });
});
