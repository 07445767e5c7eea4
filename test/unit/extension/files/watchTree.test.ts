import assert from 'node:assert/strict';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { watchTree } from '#extension/files/watchTree.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import { until } from '#support/until.ts';

const tree = { '.assay': { runs: {}, labels: {} } };

interface Watching extends AsyncDisposable {
  readonly path: string;
  /** `runs`, `runs/name`. */
  readonly heard: string[];
}

async function watching(before: readonly string[] = []): Promise<Watching> {
  const root = await temporaryFolder();
  for (const one of before) await mkdir(join(root.path, one), { recursive: true });
  const heard: string[] = [];
  const watched = watchTree(root.path, tree, (path, name) => {
    const folder = path.slice(join(root.path, '.assay').length + 1);
    heard.push(name === undefined ? folder : `${folder}/${name}`);
  });
  return {
    path: root.path,
    heard,
    async [Symbol.asyncDispose]() {
      watched.dispose();
      await root[Symbol.asyncDispose]();
    },
  };
}

describe('watching a tree of folders', () => {
  it('says nothing of what is there already', async () => {
    await using it = await watching(['.assay/runs/a']);
    await mkdir(join(it.path, '.assay/runs/b'));
    await until(() => it.heard.length > 0);
    assert.deepEqual([...new Set(it.heard)], ['runs/b']);
  });

  it('hears of folders that are made at once, and of all that comes into them later', async () => {
    for (let round = 0; round < 20; round += 1) {
      await using it = await watching();
      await mkdir(join(it.path, '.assay/runs/a'), { recursive: true });
      await until(() => it.heard.includes('runs'));
      await mkdir(join(it.path, '.assay/runs/b'));
      await until(() => it.heard.includes('runs/b'));
      await mkdir(join(it.path, '.assay/labels'));
      await until(() => it.heard.includes('labels'));
      await writeFile(join(it.path, '.assay/labels/ada.jsonl'), '{}\n');
      await until(() => it.heard.includes('labels/ada.jsonl'));
    }
  });

  it('hears of a folder that is put in the place of another', async () => {
    await using it = await watching(['.assay/runs/a', 'other/runs/c']);
    await rm(join(it.path, '.assay'), { recursive: true });
    await rename(join(it.path, 'other'), join(it.path, '.assay'));
    await until(() => it.heard.includes('runs'));
    await until(async () => {
      await writeFile(join(it.path, '.assay/runs/d'), String(it.heard.length));
      return it.heard.includes('runs/d');
    });
  });

  it('hears of a folder that goes', async () => {
    await using it = await watching(['.assay/runs']);
    await rename(join(it.path, '.assay'), join(it.path, 'away'));
    await until(() => it.heard.includes('runs') && it.heard.includes('labels'));
  });

  it('does not follow a link to somewhere else', async () => {
    await using elsewhere = await temporaryFolder();
    await using it = await watching(['.assay/labels']);
    await symlink(elsewhere.path, join(it.path, '.assay/runs'));
    await until(() => it.heard.includes('runs'));
    await writeFile(join(elsewhere.path, 'secret'), '');
    await writeFile(join(it.path, '.assay/labels/last'), '');
    await until(() => it.heard.includes('labels/last'));
    assert.equal(it.heard.includes('runs/secret'), false);
  });
});
