import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { gitCommit } from '#core/project/gitCommit.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const files = nodeFiles(nodeClock);
const commit = '1234567890abcdef1234567890abcdef12345678';

async function repository(root: string, contents: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(contents)) {
    const path = join(root, file);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
  }
}

describe('the commit of a project', () => {
  it('is that of the branch, from any folder below', async () => {
    await using folder = await temporaryFolder();
    await repository(folder.path, {
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/refs/heads/main': `${commit}\n`,
      'deep/down/x': '',
    });
    assert.equal(await gitCommit(files, join(folder.path, 'deep', 'down')), commit);
  });

  it('is found among packed branches', async () => {
    await using folder = await temporaryFolder();
    await repository(folder.path, {
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/packed-refs': `# pack-refs with: peeled\n${commit} refs/heads/main\n`,
    });
    assert.equal(await gitCommit(files, folder.path), commit);
  });

  it('is that of HEAD where no branch is checked out', async () => {
    await using folder = await temporaryFolder();
    await repository(folder.path, { '.git/HEAD': `${commit}\n` });
    assert.equal(await gitCommit(files, folder.path), commit);
  });

  it('is that of a second work tree, whose branches lie with the first', async () => {
    await using folder = await temporaryFolder();
    await repository(folder.path, {
      'first/.git/worktrees/second/HEAD': 'ref: refs/heads/topic\n',
      'first/.git/worktrees/second/commondir': '../..\n',
      'second/.git': 'gitdir: ../first/.git/worktrees/second\n',
    });
    const branch = join(folder.path, 'first/.git/worktrees/second');
    await repository(folder.path, { 'first/.git/refs/heads/topic': `${commit}\n` });
    await writeFile(join(branch, 'commondir'), `${join(folder.path, 'first', '.git')}\n`);
    assert.equal(await gitCommit(files, join(folder.path, 'second')), commit);
  });

  it('is not there before the first commit, and a branch cannot lead elsewhere', async () => {
    await using folder = await temporaryFolder();
    await repository(folder.path, { '.git/HEAD': 'ref: refs/heads/main\n' });
    assert.equal(await gitCommit(files, folder.path), undefined);
    await writeFile(join(folder.path, '.git', 'HEAD'), 'ref: /etc/passwd\n');
    assert.equal(await gitCommit(files, folder.path), undefined);
  });
});
