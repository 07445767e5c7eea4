import assert from 'node:assert/strict';
import type { Engine, History } from '#core/engine.ts';
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

const never = (): boolean => false;

/** The real history, with what it is asked written down. */
function heard({ history }: Engine, calls: string[]): History {
  return {
    ...history,
    list(newest) {
      calls.push('list');
      return history.list(newest);
    },
    load(ids) {
      calls.push('load');
      return history.load(ids);
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
    const cache = openRunCache(() => heard(at.engine, calls), never);
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
    const cache = openRunCache(() => at.engine.history, never);
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
    const cache = openRunCache(() => history as History, never);
    await cache.list();
    cache.forget();
    await assert.rejects(cache.list(), FileError);
    assert.deepEqual(await cache.list(), []);
    assert.equal(asked, 3);
  });

  it('has the same lines until something changes', async () => {
    await using at = await project();
    const first = (await runAll(at)).summary.id;
    const cache = openRunCache(() => at.engine.history, never);
    const lines = await cache.lines();
    assert.deepEqual(
      lines.map(({ id }) => id),
      [first],
    );
    assert.equal(await cache.lines(), lines);
    const second = (await runAll(at)).summary.id;
    cache.forget([second]);
    assert.deepEqual(
      (await cache.lines()).map(({ id }) => id),
      [second, first],
    );
  });

  it('reads only the runs that are asked for, unless it has them all', async () => {
    await using at = await project();
    const first = (await runAll(at)).summary.id;
    const second = (await runAll(at)).summary.id;
    const calls: string[] = [];
    const cache = openRunCache(() => heard(at.engine, calls), never);
    const ids = async (): Promise<readonly string[]> =>
      (await cache.load([first, second])).map(({ id }) => id);
    assert.deepEqual(await ids(), [first, second]);
    assert.deepEqual(calls, ['load']);
    await cache.list();
    assert.deepEqual(await ids(), [first, second]);
    assert.deepEqual(calls, ['load', 'list']);
  });

  it('is empty where there is no project', async () => {
    const cache = openRunCache(() => undefined, never);
    assert.deepEqual(await cache.list(), []);
    assert.equal(await cache.find('last'), undefined);
  });
});
