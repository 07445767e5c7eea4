import assert from 'node:assert/strict';
import type { Engine, History, StoredRun } from '#core/engine.ts';
import { openRunCache } from '#extension/running/runCache.ts';
import { makeProject, promptOver, runAll } from '#support/project.ts';
import { FileError } from '#core/ports.ts';

const answer = JSON.stringify({
  choices: [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 5 },
});

function project() {
  return makeProject({
    baseUrl: 'http://127.0.0.1:9/v1',
    files: { 'a.prompt.yml': promptOver(1) },
    fetch: () =>
      Promise.resolve(new Response(answer, { headers: { 'content-type': 'application/json' } })),
  });
}

function unreadable(at: number): StoredRun {
  const fault = { fault: 'missing', message: '' } as const;
  const id = `01ARZ3NDEKTSV4RRFFQ69G${String(5000 - at)}`;
  return { id, folder: '/r', manifest: fault, summary: fault };
}

/** The real history, with what it is asked written down. */
function heard({ history }: Engine, calls: string[]): History {
  return {
    ...history,
    list(newest) {
      calls.push('list');
      return history.list(newest);
    },
    find(id) {
      calls.push('find');
      return history.find(id);
    },
  };
}

describe('run cache', () => {
  it('reads everything once, and then only what changed', async () => {
    await using at = await project();
    const first = (await runAll(at)).summary.id;
    const calls: string[] = [];
    const cache = openRunCache(() => heard(at.engine, calls));
    const listed = await cache.list();
    assert.deepEqual(
      listed.map(({ id }) => id),
      [first],
    );
    assert.equal(await cache.list(), listed);
    const second = (await runAll(at)).summary.id;
    cache.forget([second]);
    assert.deepEqual(
      (await cache.list()).map(({ id }) => id),
      [second, first],
    );
    assert.deepEqual(calls, ['list', 'find']);
    assert.equal((await cache.find(second))?.id, second);
    assert.deepEqual(calls, ['list', 'find']);
  });

  it('leaves out a run that was removed', async () => {
    await using at = await project();
    const { id } = (await runAll(at)).summary;
    const cache = openRunCache(() => at.engine.history);
    const [run] = await cache.list();
    assert.ok(run !== undefined);
    await at.engine.history.remove(run);
    cache.forget([id]);
    assert.deepEqual(await cache.list(), []);
    assert.equal(await cache.find(id), undefined);
  });

  it('reads everything again when it is told to, and after a failure', async () => {
    const answers = [[], new FileError('no-access', '/r', 'No access.'), []];
    let asked = 0;
    const history: Pick<History, 'list'> = {
      list() {
        const next = answers[asked] ?? [];
        asked += 1;
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
      },
    };
    const cache = openRunCache(() => history as History);
    await cache.list();
    cache.forget();
    await assert.rejects(cache.list(), FileError);
    assert.deepEqual(await cache.list(), []);
    assert.equal(asked, 3);
  });

  it('has the newest before it has all, and tells when it has', async () => {
    const all = Array.from({ length: 300 }, (_, at) => unreadable(at));
    const whole = Promise.withResolvers<readonly StoredRun[]>();
    const history: Pick<History, 'list'> = {
      list: (newest) =>
        newest === undefined ? whole.promise : Promise.resolve(all.slice(0, newest)),
    };
    const cache = openRunCache(() => history as History);
    const told = Promise.withResolvers<undefined>();
    const tell = (): void => {
      told.resolve(undefined);
    };
    assert.equal((await cache.recent(tell)).length, 200);
    assert.equal((await cache.recent(tell)).length, 200);
    whole.resolve(all);
    await told.promise;
    assert.equal((await cache.recent(tell)).length, 300);
  });

  it('reads a short history only once', async () => {
    await using at = await project();
    await runAll(at);
    const calls: string[] = [];
    const cache = openRunCache(() => heard(at.engine, calls));
    const recent = await cache.recent(() => assert.fail('told'));
    assert.equal(recent.length, 1);
    assert.equal(await cache.list(), recent);
    assert.deepEqual(calls, ['list']);
  });

  it('is empty where there is no project', async () => {
    const cache = openRunCache(() => undefined);
    assert.deepEqual(await cache.list(), []);
    assert.equal(await cache.find('last'), undefined);
  });
});
