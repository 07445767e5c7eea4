import assert from 'node:assert/strict';
import { coalesce } from '#extension/running/coalesce.ts';
import { FakeClock } from '#support/fakeClock.ts';

describe('coalesce', () => {
  it('tells everything of a while at once', async () => {
    const clock = new FakeClock();
    const told: (readonly number[])[] = [];
    const gathered = coalesce<number>(100, (items) => told.push(items), clock);
    gathered.add(1);
    await clock.advance(60);
    gathered.add(2);
    await clock.advance(39);
    assert.deepEqual(told, []);
    await clock.advance(1);
    gathered.add(3);
    await clock.advance(100);
    assert.deepEqual(told, [[1, 2], [3]]);
    assert.equal(clock.pendingTimers, 0);
  });

  it('makes one call of five thousand events', async () => {
    const clock = new FakeClock();
    let calls = 0;
    const gathered = coalesce<number>(100, () => (calls += 1), clock);
    for (let at = 0; at < 5000; at += 1) gathered.add(at);
    await clock.advance(1000);
    assert.equal(calls, 1);
  });

  it('tells nothing once it is disposed', async () => {
    const clock = new FakeClock();
    const gathered = coalesce<number>(100, () => assert.fail('told'), clock);
    gathered.add(1);
    gathered.dispose();
    gathered.add(2);
    assert.equal(clock.pendingTimers, 0);
    await clock.advance(200);
  });
});
