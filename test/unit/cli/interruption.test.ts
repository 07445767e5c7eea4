import { hearSignals, unlessInterrupted } from '#cli/interruption.ts';
import { FakeClock } from '#support/fakeClock.ts';
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';

describe('an interruption', () => {
  it('stops new work at the first signal, and gives up what is under way 10 s later', async () => {
    const [source, clock, said] = [new EventEmitter(), new FakeClock(), [] as string[]];
    using signals = hearSignals(source, clock, (text) => said.push(text));
    source.emit('SIGTERM');
    assert.equal(signals.stopping.aborted, true);
    await clock.advance(9_999);
    assert.equal(signals.signal.aborted, false);
    await clock.advance(1);
    assert.equal(signals.signal.aborted, true);
    assert.equal(signals.wasInterrupted(), true);
    assert.equal(said.length, 1);
  });

  it('gives up at once at the second signal', () => {
    const [source, said] = [new EventEmitter(), [] as string[]];
    using signals = hearSignals(source, new FakeClock(), (text) => said.push(text));
    source.emit('SIGINT');
    source.emit('SIGINT');
    source.emit('SIGINT');
    assert.equal(signals.signal.aborted, true);
    assert.equal(said[1], 'Giving up what is under way.');
    assert.equal(said.length, 2);
  });

  it('leaves neither a listener nor a timer behind', () => {
    const [source, clock] = [new EventEmitter(), new FakeClock()];
    {
      using signals = hearSignals(source, clock, () => {});
      source.emit('SIGINT');
      assert.equal(signals.wasInterrupted(), true);
    }
    assert.equal(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM'), 0);
    assert.equal(clock.pendingTimers, 0);
  });
});

describe('work that a signal breaks off', () => {
  it('is no error where a person asked for that', async () => {
    assert.equal(await unlessInterrupted({ wasInterrupted: () => true }, broken()), undefined);
  });

  it('is an error otherwise', async () => {
    await assert.rejects(unlessInterrupted({ wasInterrupted: () => false }, broken()), /aborted/);
    const done = unlessInterrupted({ wasInterrupted: () => false }, Promise.resolve(3));
    assert.equal(await done, 3);
  });
});

function broken(): Promise<number> {
  return Promise.reject(new Error('aborted'));
}
