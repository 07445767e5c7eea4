import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { followUnfinished } from '#extension/running/unfinishedRuns.ts';
import { temporaryFolder, type TemporaryFolder } from '#support/temporaryFolder.ts';
import { until } from '#support/until.ts';

const id = '01M87YA05E6WR5EQFYTC9D1FJD';
const newer = '01M87YA05E6WR5EQFYTC9D1FJE';

describe('a run of another process that has not ended', () => {
  let root: TemporaryFolder;
  let folder: string;
  let told: string[];
  let own: Set<string>;
  let runs: ReturnType<typeof followUnfinished>;

  beforeEach(async () => {
    root = await temporaryFolder();
    folder = join(root.path, '.assay/runs', id);
    await mkdir(folder, { recursive: true });
    told = [];
    own = new Set();
    runs = followUnfinished(
      (one) => own.has(one),
      (_root, changed) => told.push(changed),
    );
    await Promise.all([runs.look(root.path), runs.look(root.path)]);
  });
  afterEach(async () => {
    runs.dispose();
    await root[Symbol.asyncDispose]();
  });

  it('is told of once it has its summary', async () => {
    await writeFile(join(folder, 'summary.json'), '{}');
    await until(() => told.length > 0);
    assert.deepEqual(told, [id]);
  });

  it('is told of once its folder is gone', async () => {
    await rm(folder, { recursive: true });
    await until(() => told.length > 0);
    assert.deepEqual(told, [id]);
  });

  it('is told of when it begins, and once more when it ends', async () => {
    await writeFile(join(folder, 'manifest.json'), '{}');
    await until(() => told.length > 0);
    await writeFile(join(folder, 'summary.json'), '{}');
    await until(() => told.length > 1);
    assert.deepEqual(told, [id, id]);
  });

  it('is not told of where it turns out to be of this window', async () => {
    own.add(id);
    await writeFile(join(folder, 'summary.json'), '{}');
    const other = join(root.path, '.assay/runs', newer);
    await mkdir(other);
    await runs.look(root.path);
    await writeFile(join(other, 'summary.json'), '{}');
    // Its turn came first.
    await until(() => told.length > 0);
    assert.deepEqual(told, [newer]);
  });
});
