import assert from 'node:assert/strict';
import { watchWorkers, type WorkerWatch } from '#core/queue/watchWorkers.ts';
import { FakeClock } from '#support/fakeClock.ts';

interface Watched {
  readonly clock: FakeClock;
  readonly said: string[];
  readonly watch: WorkerWatch;
  /** `undefined`: Redis does not tell. */
  workers: number | undefined;
  looks: number;
}

function watched(): Watched {
  const clock = new FakeClock();
  const said: string[] = [];
  const state: Watched = {
    clock,
    said,
    workers: 0,
    looks: 0,
    watch: watchWorkers({
      id: 'mock/small',
      clock,
      say: (text) => said.push(text),
      workers() {
        state.looks += 1;
        return state.workers === undefined
          ? Promise.reject(new Error('no CLIENT LIST'))
          : Promise.resolve(state.workers);
      },
    }),
  };
  return state;
}

const nobody =
  'Nobody takes requests for mock/small: no worker listens. Start one, with the same catalogue and the keys: assay worker --queue (ASSAY_QUEUE says where). The run waits; Ctrl-C ends it.';

describe('a line of requests', () => {
  it('says once that no worker listens, and once that one came', async () => {
    const state = watched();
    const answered = state.watch.waiting();
    await state.clock.advance(4999);
    assert.deepEqual(state.said, []);
    await state.clock.advance(20_000);
    assert.deepEqual(state.said, [nobody]);
    state.workers = 1;
    await state.clock.advance(20_000);
    assert.deepEqual(state.said, [nobody, 'A worker takes requests for mock/small now.']);
    state.workers = 0;
    await state.clock.advance(5000);
    assert.deepEqual(state.said.slice(2), [nobody]);
    answered();
  });

  it('says nothing where a worker is busy, or where nobody can tell', async () => {
    const state = watched();
    state.workers = 2;
    state.watch.waiting();
    await state.clock.advance(60_000);
    state.workers = undefined;
    await state.clock.advance(60_000);
    assert.deepEqual(state.said, []);
    assert.equal(state.looks, 24);
  });

  it('looks only while something waits', async () => {
    const state = watched();
    const one = state.watch.waiting();
    const other = state.watch.waiting();
    assert.equal(state.clock.pendingTimers, 1);
    one();
    one();
    assert.equal(state.clock.pendingTimers, 1);
    other();
    assert.equal(state.clock.pendingTimers, 0);
    await state.clock.advance(60_000);
    assert.equal(state.looks, 0);
    state.watch.waiting();
    await state.clock.advance(5000);
    assert.deepEqual(state.said, [nobody]);
    assert.equal(state.clock.pendingTimers, 1);
  });
});
