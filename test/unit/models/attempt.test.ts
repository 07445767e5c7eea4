import assert from 'node:assert/strict';
import { Attempt } from '#core/models/attempt.ts';
import type { ModelError } from '#core/models/modelError.ts';
import { FakeClock } from '#support/fakeClock.ts';

const timeouts = { headersMs: 60_000, firstContentMs: 120_000, idleMs: 60_000, attemptMs: 600_000 };

function start(
  stream: boolean,
  over = {},
): { clock: FakeClock; attempt: Attempt; failed: ModelError[] } {
  const clock = new FakeClock();
  const failed: ModelError[] = [];
  const attempt = new Attempt({ clock, timeouts: { ...timeouts, ...over }, stream }, (failure) =>
    failed.push(failure),
  );
  return { clock, attempt, failed };
}

describe('an attempt', () => {
  it('that streams waits a minute for headers', async () => {
    const { clock, failed } = start(true);
    await clock.advance(59_999);
    assert.equal(failed.length, 0);
    await clock.advance(1);
    assert.match(String(failed[0]?.message), /60000 ms .*headersMs/u);
  });

  it('that does not stream gives headers the time that first content has', async () => {
    const { clock, failed } = start(false);
    await clock.advance(119_999);
    assert.equal(failed.length, 0);
    await clock.advance(1);
    assert.match(String(failed[0]?.message), /firstContentMs/u);
  });

  it('waits for first content from its start, not from its headers', async () => {
    const { clock, attempt, failed } = start(true);
    await clock.advance(50_000);
    attempt.headersCame({});
    await clock.advance(69_999);
    assert.equal(failed.length, 0);
    await clock.advance(1);
    assert.match(String(failed[0]?.message), /firstContentMs/u);
  });

  it('shortens its wait where first content has less time than headers', async () => {
    const { clock, attempt, failed } = start(true, { firstContentMs: 10_000 });
    attempt.headersCame({});
    await clock.advance(10_000);
    assert.equal(failed.length, 1);
  });

  it('lives as long as content comes, and no longer than a pause allows', async () => {
    const { clock, attempt, failed } = start(true);
    attempt.headersCame({});
    for (let n = 0; n < 5; n += 1) {
      attempt.contentCame();
      await clock.advance(59_000);
    }
    assert.equal(failed.length, 0);
    await clock.advance(1000);
    assert.match(String(failed[0]?.message), /idleMs/u);
    assert.equal(attempt.controller.signal.aborted, true);
  });

  it('ends at its whole time however much content comes', async () => {
    const { clock, attempt, failed } = start(true);
    attempt.headersCame({});
    for (let n = 0; n < 20; n += 1) {
      attempt.contentCame();
      await clock.advance(30_000);
    }
    assert.match(String(failed[0]?.message), /600000 ms .*attemptMs/u);
  });

  it('does not notice that the wall clock jumps', async () => {
    const { clock, failed } = start(true);
    clock.jump(86_400_000);
    await clock.advance(1000);
    assert.equal(failed.length, 0);
  });

  it('keeps one timer, and none once it is over', async () => {
    const { clock, attempt } = start(true);
    attempt.headersCame({});
    for (let n = 0; n < 100; n += 1) attempt.contentCame();
    assert.equal(clock.pendingTimers, 1);
    attempt.close();
    assert.equal(clock.pendingTimers, 0);
    await clock.advance(1_000_000);
    assert.equal(attempt.failure, undefined);
  });

  it('fails once, for the first reason', () => {
    const { attempt, failed } = start(true);
    attempt.partialText = 'so far';
    attempt.cancel();
    attempt.cancel();
    assert.deepEqual(
      failed.map((one) => [one.code, one.detail]),
      [['cancelled', { partialText: 'so far' }]],
    );
  });
});
