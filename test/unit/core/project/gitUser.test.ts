import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { gitUser } from '#core/project/gitUser.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const files = nodeFiles(nodeClock);

async function nameIn(own: string | undefined, homes: readonly string[] = []) {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, '.git'));
  if (own !== undefined) await writeFile(join(folder.path, '.git/config'), own);
  const paths = homes.map((_, place) => join(folder.path, `home-${place}`));
  for (const [place, text] of homes.entries()) await writeFile(paths[place]!, text);
  return await gitUser(files, folder.path, paths);
}

describe('who is at work', () => {
  it('is whom the repository names, else the first of the person’s own files', async () => {
    const ada = '[user]\n\tname = Ada Lovelace\n\temail = a@example.com\n';
    assert.equal(await nameIn(ada, ['[user]\nname = Bea\n']), 'Ada Lovelace');
    assert.equal(await nameIn('[core]\nname = no\n', ['', '[user]\nname = Bea\n']), 'Bea');
    assert.equal(await nameIn(undefined), undefined);
  });

  it('is read as git reads it: quotation marks, comments, the last one', async () => {
    assert.equal(await nameIn('[ user ]\nname = "Bea \\"B\\" Beta" ; me\n'), 'Bea "B" Beta');
    assert.equal(await nameIn('[user]\nname = Cid # x\n[core]\nname = no\n'), 'Cid');
    assert.equal(await nameIn('[user]\nname = Dan\n[user]\nname = Eve\n'), 'Eve');
    assert.equal(await nameIn('[user] name = Flo\n'), 'Flo');
    assert.equal(await nameIn('[user "x"]\nname = Gil\n'), undefined);
    assert.equal(await nameIn('[user]\nname =\n'), undefined);
  });

  it('cannot forge a line, or be endless', async () => {
    const name = await nameIn(`[user]\nname = A\u001b[31m\u202eB${'x'.repeat(500)}\n`);
    assert.ok(name !== undefined && name.length <= 101);
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(name, /[\u0000-\u001f\u202e]/);
  });
});
