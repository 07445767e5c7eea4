import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import type { ReadPrompt } from '#core/formats/format.ts';
import { readWithOthers, textsOf } from '#core/project/readWithOthers.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

/** Follows the names that stand in its files, a line each. */
const follow: ReadPrompt = (bytes, _file, others) => {
  const seen = (one: Uint8Array | undefined): void => {
    for (const name of new TextDecoder().decode(one).split('\n').filter(Boolean)) {
      if (name.endsWith('/')) {
        for (const found of others?.list(name.slice(0, -1)) ?? []) others?.read(`${name}${found}`);
      } else seen(others?.read(name));
    }
  };
  seen(bytes);
  return { value: undefined, problems: [] };
};

const files = nodeFiles(nodeClock);

describe('files that a prompt refers to', () => {
  it('are read with it, includes of includes and names in folders too', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'parts'));
    await writeFile(join(folder.path, 'a.txt'), 'b.txt\nparts/\n');
    await writeFile(join(folder.path, 'b.txt'), '');
    await writeFile(join(folder.path, 'parts', 'one.txt'), '');
    const { found } = await readWithOthers(
      files,
      folder.path,
      'x.txt',
      Buffer.from('a.txt\ngone.txt\n'),
      follow,
    );
    assert.deepEqual(found.files, ['a.txt', 'gone.txt', 'b.txt', 'parts/one.txt']);
    assert.deepEqual(Object.keys(textsOf(found) ?? {}), ['a.txt', 'b.txt', 'parts/one.txt']);
  });

  it('are nothing where they lie outside the project', async () => {
    await using folder = await temporaryFolder();
    await using elsewhere = await temporaryFolder();
    await writeFile(join(elsewhere.path, 'secret.txt'), 'secret');
    await symlink(join(elsewhere.path, 'secret.txt'), join(folder.path, 'link.txt'));
    const wanted = `link.txt\n../secret.txt\n${join(elsewhere.path, 'secret.txt')}\n`;
    const { found } = await readWithOthers(
      files,
      folder.path,
      'x.txt',
      Buffer.from(wanted),
      follow,
    );
    assert.equal(textsOf(found), undefined);
  });

  it('may include each other without an end', async () => {
    await using folder = await temporaryFolder();
    let made = 0;
    const endless: ReadPrompt = (_bytes, _file, others) => {
      made += 1;
      others?.read(`${made}.txt`);
      return { value: undefined, problems: [] };
    };
    await readWithOthers(files, folder.path, 'x.txt', Buffer.from(''), endless);
    assert.equal(made, 21);
  });
});
