import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { openOutbox, type Outbox } from '#core/mlflow/outbox.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const server = 'https://mlflow.example.com';
const idOf = (at: number): string => `01M858VHTA4QX50TDF3RF${String(at).padStart(5, '0')}`;

async function withOutbox(
  use: (outbox: Outbox, folder: string, clock: { nowMs: number }) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const clock = { nowMs: 1_000_000 };
  const files = nodeFiles(nodeClock);
  await use(openOutbox(files, { now: () => clock.nowMs }, folder.path), folder.path, clock);
}

describe('the outbox', () => {
  it('keeps ids of runs out of git, and lets go of what has arrived', () =>
    withOutbox(async (outbox, folder) => {
      await outbox.put(idOf(1), server);
      assert.deepEqual(await outbox.list(), [
        {
          version: 1,
          run: idOf(1),
          trackingUri: server,
          since: 1_000_000,
          attempts: 0,
          nextAt: 1_000_000,
        },
      ]);
      assert.equal(await readFile(join(folder, '.assay/outbox/.gitignore'), 'utf8'), '*\n');
      await outbox.remove(idOf(1));
      assert.deepEqual(await outbox.list(), []);
    }));

  it('waits twice as long after each failure, at most 6 hours', () =>
    withOutbox(async (outbox) => {
      await outbox.put(idOf(1), server);
      const pauses: number[] = [];
      for (let tried = 0; tried < 12; tried += 1) {
        await outbox.failed(idOf(1), 'away');
        const [entry] = await outbox.list();
        pauses.push(((entry?.nextAt ?? 0) - 1_000_000) / 1000);
      }
      assert.deepEqual(
        pauses,
        [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15_360, 21_600, 21_600],
      );
      assert.equal((await outbox.list())[0]?.lastError, 'away');
    }));

  it('remembers how often a run was tried, but for another server', () =>
    withOutbox(async (outbox) => {
      await outbox.put(idOf(1), server);
      await outbox.failed(idOf(1), 'away');
      await outbox.put(idOf(1), server);
      const [again] = await outbox.list();
      assert.deepEqual([again?.attempts, again?.nextAt], [1, 1_030_000]);
      await outbox.put(idOf(1), 'https://other.example.com');
      assert.equal((await outbox.list())[0]?.attempts, 0);
    }));

  it('holds 500 runs, the newest', () =>
    withOutbox(async (outbox, folder) => {
      assert.deepEqual(await outbox.put(idOf(0), server), []);
      const own = join(folder, '.assay/outbox/mlflow');
      const text = await readFile(join(own, `${idOf(0)}.json`), 'utf8');
      for (let at = 1; at < 500; at += 1) {
        await writeFile(join(own, `${idOf(at)}.json`), text.replace(idOf(0), idOf(at)));
      }
      assert.deepEqual(await outbox.put(idOf(500), server), [idOf(0)]);
      assert.equal((await outbox.list()).length, 500);
    }));

  it('passes over what is damaged, and over a folder that is a link', () =>
    withOutbox(async (outbox, folder) => {
      await outbox.put(idOf(1), server);
      const own = join(folder, '.assay/outbox/mlflow');
      await writeFile(join(own, `${idOf(2)}.json`), '{"run":');
      await writeFile(join(own, 'notes.json'), '{}');
      assert.equal((await outbox.list()).length, 1);
      await using other = await temporaryFolder();
      await mkdir(join(other.path, '.assay'));
      await symlink(join(folder, '.assay/outbox'), join(other.path, '.assay/outbox'));
      const linked = openOutbox(nodeFiles(nodeClock), nodeClock, other.path);
      assert.deepEqual(await linked.list(), []);
      await assert.rejects(linked.put(idOf(3), server), { code: 'outside' });
      assert.equal((await readdir(own)).length, 3);
    }));
});
