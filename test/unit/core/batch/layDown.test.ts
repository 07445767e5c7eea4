import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { layDown } from '#core/batch/layDown.ts';
import type { Doors } from '#core/batch/doors.ts';
import { requestsPath } from '#core/batch/ledger.ts';
import type { BatchDoor } from '#core/models/batch.ts';
import { ModelError } from '#core/models/modelError.ts';
import type { ReadyRun } from '#core/runner/run.ts';
import { everything, makeProject, promptOver, type Project } from '#support/project.ts';

const none = new AbortController().signal;
const files = nodeFiles(nodeClock);

/** A door whose lines are all of 10 bytes with their newline, for one endpoint a case of three. */
const door = {
  endpoint: ({ messages }) => (messages[0]?.content.includes('[[row-2]]') === true ? '/b' : '/a'),
  line: () => '123456789',
} satisfies Partial<BatchDoor>;

describe('what a run has to ask', () => {
  it('is laid down in as many files as one batch holds requests, and one for each endpoint', async () => {
    await using place = await readyProject(7);
    const laid = await layDown(
      files,
      place.ready,
      place.doors({ requests: 4, bytes: 1000 }),
      3,
      none,
    );
    assert.deepEqual(
      laid.batches.map(({ batch, endpoint, requests }) => [
        batch,
        endpoint,
        requests.map(({ ref }) => ref.trial),
      ]),
      [
        [3, '/a', [0, 1, 3, 4]],
        [4, '/b', [2]],
        [5, '/a', [5, 6]],
      ],
    );
    const text = await readFile(requestsPath(place.ready.folder, 3), 'utf8');
    assert.equal(text, '123456789\n'.repeat(4));
  });

  it('is never more in one file than bytes are allowed, unless one request alone is', async () => {
    await using place = await readyProject(5);
    const sizes = async (bytes: number): Promise<readonly number[]> => {
      const laid = await layDown(files, place.ready, place.doors({ requests: 50, bytes }), 1, none);
      return laid.batches.map(({ requests }) => requests.length);
    };
    assert.deepEqual(await sizes(30), [3, 1, 1]);
    assert.deepEqual(await sizes(29), [2, 1, 2]);
    assert.deepEqual(await sizes(5), [1, 1, 1, 1, 1]);
  });

  it('costs at most what all its requests can cost at the price of a batch', async () => {
    await using place = await readyProject(2);
    const { batches, reservedUsd } = await layDown(
      files,
      place.ready,
      place.doors({ requests: 4, bytes: 1000 }),
      1,
      none,
    );
    const each = batches[0]?.requests.map((one) => one.reservedUsd ?? 0) ?? [];
    // 31 tokens in at most, for 20 out: (31 * 1 + 20 * 2) / 1e6, and half of it.
    assert.deepEqual(each, [0.0000355, 0.0000355]);
    assert.equal(reservedUsd, 0.000071);
  });

  it('leaves no file behind where it is given up', async () => {
    await using place = await readyProject(3);
    const stop = new AbortController();
    const broken: Doors = new Map(
      [...place.doors({ requests: 1, bytes: 1000 })].map(([id, one]) => [
        id,
        {
          ...one,
          door: {
            ...one.door,
            line(customId: string) {
              if (customId.endsWith('-2')) stop.abort();
              return '123456789';
            },
          },
        },
      ]),
    );
    stop.signal.addEventListener('abort', () => {
      place.fail();
    });
    await assert.rejects(layDown(files, place.ready, broken, 1, stop.signal));
    const left = await readdir(place.ready.folder.path);
    assert.deepEqual(
      left.filter((name) => name.startsWith('batch-')),
      [],
    );
  });
});

interface Place extends AsyncDisposable {
  readonly ready: ReadyRun;
  readonly project: Project;
  doors(limits: { readonly requests: number; readonly bytes: number }): Doors;
  /** From now on everything is cancelled. */
  fail(): void;
}

/** A planned run whose model knows no answer. */
async function readyProject(cases: number): Promise<Place> {
  const project = await makeProject({
    baseUrl: 'http://127.0.0.1:9/v1',
    files: { 'asked.prompt.yml': promptOver(cases) },
  });
  const { ready } = await project.engine.plan({ ...everything, cache: 'off' }, none);
  if (ready === undefined) throw new Error('no plan');
  let code: 'not-submitted' | 'cancelled' = 'not-submitted';
  const model = { id: 'mock/small', reply: () => Promise.reject(new ModelError(code, 'No.')) };
  const [entry] = ready.manifest.models;
  if (entry === undefined) throw new Error('no model');
  return {
    project,
    ready: { ...ready, candidates: ready.candidates.map((one) => ({ ...one, model })) },
    doors: (limits) =>
      new Map([[entry.id, { entry, limits, secret: undefined, door: { ...unused, ...door } }]]),
    fail() {
      code = 'cancelled';
    },
    async [Symbol.asyncDispose]() {
      await ready.finish();
      await ready.release();
      await project[Symbol.asyncDispose]();
    },
  };
}

const never = (): Promise<never> => Promise.reject(new Error('not needed'));
const unused: Omit<BatchDoor, 'endpoint' | 'line'> = {
  create: never,
  find: never,
  look: never,
  cancel: never,
  results: never,
  read() {
    throw new Error('not needed');
  },
};
