import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { followUnfinished } from '#extension/running/unfinishedRuns.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import { until } from '#support/until.ts';

const id = '01M87YA05E6WR5EQFYTC9D1FJD';

describe('a run of another process that has not ended', () => {
  for (const [what, end] of [
    ['it has its summary', (folder: string) => writeFile(join(folder, 'summary.json'), '{}')],
    ['its folder is gone', (folder: string) => rm(folder, { recursive: true })],
  ] as const)
    it(`is told of once ${what}`, async () => {
      await using root = await temporaryFolder();
      const folder = join(root.path, '.assay/runs', id);
      await mkdir(folder, { recursive: true });
      const told: string[] = [];
      const runs = followUnfinished(
        () => false,
        (_root, ended) => told.push(ended),
      );
      await Promise.all([runs.look(root.path), runs.look(root.path)]);
      await end(folder);
      await until(() => told.length > 0);
      assert.deepEqual(told, [id]);
      runs.dispose();
    });

  it('is told of when it begins, and once more when it ends', async () => {
    await using root = await temporaryFolder();
    const folder = join(root.path, '.assay/runs', id);
    await mkdir(folder, { recursive: true });
    const told: string[] = [];
    const runs = followUnfinished(
      () => false,
      (_root, changed) => told.push(changed),
    );
    await runs.look(root.path);
    await writeFile(join(folder, 'manifest.json'), '{}');
    await until(() => told.length > 0);
    await writeFile(join(folder, 'summary.json'), '{}');
    await until(() => told.length > 1);
    assert.deepEqual(told, [id, id]);
    runs.dispose();
  });
});
