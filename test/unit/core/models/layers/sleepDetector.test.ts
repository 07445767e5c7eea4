import assert from 'node:assert/strict';
import { watchSleep } from '#core/models/layers/sleepDetector.ts';
import type { Clock } from '#core/ports.ts';
import { FakeClock } from '#support/fakeClock.ts';
import { ModelBench } from '#support/modelBench.ts';

/** A clock whose machine sleeps: time passes while no timer fires. */
class SleepyClock implements Clock {
  readonly inner = new FakeClock();
  private sleptMs = 0;

  now(): number {
    return this.inner.now() + this.sleptMs;
  }

  monotonic(): number {
    return this.inner.monotonic() + this.sleptMs;
  }

  timer(delayMs: number, fire: () => void): () => void {
    return this.inner.timer(delayMs, fire);
  }

  sleep(forMs: number): void {
    this.sleptMs += forMs;
  }
}

describe('watchSleep', () => {
  it('tells once how long a sleep was', async () => {
    const clock = new SleepyClock();
    const missed: number[] = [];
    watchSleep(clock, (missedMs) => missed.push(missedMs));
    await clock.inner.advance(60_000);
    clock.sleep(3_600_000);
    await clock.inner.advance(60_000);
    assert.deepEqual(missed, [3_600_000]);
  });

  it('does not take a busy half minute or a wall clock that is set for a sleep', async () => {
    const clock = new SleepyClock();
    const missed: number[] = [];
    watchSleep(clock, (missedMs) => missed.push(missedMs));
    clock.sleep(29_000);
    await clock.inner.advance(60_000);
    clock.inner.jump(86_400_000);
    await clock.inner.advance(60_000);
    clock.inner.jump(-2 * 86_400_000);
    await clock.inner.advance(60_000);
    assert.deepEqual(missed, []);
  });

  it('stops when it is told to', () => {
    const clock = new FakeClock();
    const stop = watchSleep(clock, () => undefined);
    assert.equal(clock.pendingTimers, 1);
    stop();
    assert.equal(clock.pendingTimers, 0);
  });
});

describe('a run whose machine slept', () => {
  it('ends what was in flight within 10 seconds and makes each attempt once more', async () => {
    const bench = new ModelBench(({ nth }) =>
      nth > 20 && nth <= 26 ? { isDeaf: true } : { latencyMs: 100 },
    );
    const warm = bench.sendMany(20, 10);
    await bench.clock.advance(400);
    await warm;
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((content) => bench.send(content));
    await bench.clock.advance(1000);
    // The machine slept for an hour: the clock has moved on, and no timer fired.
    const { clock } = bench;
    const before = clock.monotonic.bind(clock);
    clock.monotonic = () => before() + 3_600_000;
    await clock.advance(5000);
    await clock.advance(2000);
    const outcomes = await Promise.all(all);
    for (const { events, reply } of outcomes) {
      assert.deepEqual(events, ['dispatched 1', 'failed 1 network', 'dispatched 2']);
      assert.equal(reply?.ending, 'stop');
    }
    // Nobody held the sleep against the service: all of them after the same half second, none as a probe.
    assert.deepEqual(
      bench.provider.times.slice(26).map((time) => time - 3_600_000),
      [5500, 5500, 5500, 5500, 5500, 5500],
    );
    assert.ok(bench.provider.signals.slice(20, 26).every((signal) => signal.aborted));
    assert.ok(bench.provider.signals.slice(26).every((signal) => !signal.aborted));
    bench.run.close();
  });

  it('ends a cancelled attempt at once though the provider does not listen', async () => {
    const bench = new ModelBench(() => ({ isDeaf: true }));
    const controller = new AbortController();
    const sent = bench.send('a', { signal: controller.signal });
    await bench.clock.advance(50);
    controller.abort();
    const outcome = await sent;
    assert.equal(outcome.endedMs, 50);
    assert.deepEqual(outcome.events, ['dispatched 1', 'failed 1 cancelled']);
  });
});
