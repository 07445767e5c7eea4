import { makeProgressLine } from '#cli/terminal/progress.ts';
import { FakeClock } from '#support/fakeClock.ts';
import { fakeEcho } from '#support/fakeEcho.ts';
import assert from 'node:assert/strict';

const at = (finished: number): Parameters<ReturnType<typeof makeProgressLine>['advance']>[0] => ({
  finished,
  planned: 100,
  failed: 1,
  errors: 2,
  spentUsd: 0.5,
});

describe('progress without a terminal', () => {
  it('is a line at the start and one each tenth of the way', async () => {
    const clock = new FakeClock();
    const { echo, text } = fakeEcho();
    const progress = makeProgressLine(echo, clock);
    for (let finished = 1; finished <= 25; finished += 1) {
      await clock.advance(100);
      progress.advance(at(finished));
    }
    progress.stop();
    assert.equal(
      text(),
      '1 of 100, 10 per s, 1 failed, 2 errors, $0.5000, 9.9 s left\n' +
        '10 of 100, 10 per s, 1 failed, 2 errors, $0.5000, 9.0 s left\n' +
        '20 of 100, 10 per s, 1 failed, 2 errors, $0.5000, 8.0 s left\n',
    );
  });

  it('does not pour out lines where everything comes at once', async () => {
    const clock = new FakeClock();
    const { echo, text } = fakeEcho();
    const progress = makeProgressLine(echo, clock);
    for (let finished = 1; finished <= 100; finished += 1) {
      await clock.advance(1);
      progress.advance(at(finished));
    }
    progress.stop();
    assert.deepEqual(
      text()
        .split('\n')
        .map((line) => line.split(',')[0]),
      ['1 of 100', '100 of 100', ''],
    );
  });

  it('is a line every 10 s while nothing comes, and none after the end', async () => {
    const clock = new FakeClock();
    const { echo, text } = fakeEcho();
    const progress = makeProgressLine(echo, clock);
    progress.advance(at(1));
    await clock.advance(20_500);
    assert.equal(text().split('\n').length - 1, 3);
    progress.stop();
    assert.equal(clock.pendingTimers, 0);
  });

  it('counts the speed of this start alone when a run goes on', async () => {
    const clock = new FakeClock();
    const { echo, text } = fakeEcho();
    const progress = makeProgressLine(echo, clock);
    await clock.advance(1000);
    progress.advance(at(91));
    progress.stop();
    assert.equal(text(), '91 of 100, 1.0 per s, 1 failed, 2 errors, $0.5000, 9.0 s left\n');
  });
});

describe('progress in a terminal', () => {
  it('redraws one line and leaves messages on lines of their own', () => {
    const { echo, text } = fakeEcho({ isTerminal: true });
    const progress = makeProgressLine(echo, new FakeClock());
    progress.advance(at(1));
    progress.say('Stopping\u001b[2J');
    progress.stop();
    assert.match(text(), /1 of 100/);
    assert.match(text(), /Stopping\n/);
  });
});
