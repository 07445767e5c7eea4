import assert from 'node:assert/strict';
import { chmod, writeFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { commitFiles } from '#core/git/commitFiles.ts';
import { GitError, openGit, type Git } from '#core/git/git.ts';
import { commitsBetween, findBase, findCommit, readTree } from '#core/git/repository.ts';
import { gitFolder } from '#support/gitFolder.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const disk = nodeFiles(nodeClock);
const { platform } = process;

function openIn(folder: string, more: Readonly<Record<string, string>> = {}): Promise<Git> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, ...more };
  return openGit({ disk, env, platform }, folder);
}

describe('reading git', () => {
  it('finds the commit where a branch left another', async () => {
    await using folder = await gitFolder();
    const left = await folder.commit('Begin', { 'a.txt': 'a' });
    await folder.git('checkout', '--quiet', '-b', 'topic');
    await folder.commit('On the topic', { 'b.txt': 'b' });
    await folder.git('checkout', '--quiet', 'main');
    const ahead = await folder.commit('Ahead', { 'c.txt': 'c' });
    await folder.git('checkout', '--quiet', 'topic');
    const git = await openIn(folder.path);
    assert.deepEqual(await findBase(git, 'main'), { commit: left });
    assert.deepEqual(await findCommit(git, 'main'), { commit: ahead });
  });

  it('says what to fetch for a ref that is not there', async () => {
    await using folder = await gitFolder({ 'a.txt': 'a' });
    const found = await findBase(await openIn(folder.path), 'origin/main');
    assert.deepEqual(found, {
      refused: 'This repository has no commit "origin/main".',
      next: 'Fetch it: "git fetch origin main:refs/remotes/origin/main".',
    });
  });

  it('says what to fetch in a clone that does not reach back far enough', async () => {
    await using folder = await gitFolder({ 'a.txt': 'a' });
    await folder.git('checkout', '--quiet', '-b', 'topic');
    await folder.commit('On the topic', { 'b.txt': 'b' });
    await using other = await temporaryFolder();
    const url = `file://${folder.path}`;
    await folder.git('clone', '--quiet', '--depth=1', '--no-single-branch', url, other.path);
    const found = await findBase(await openIn(other.path), 'origin/main');
    assert.ok('refused' in found);
    assert.match(found.refused, /shallow/);
    assert.match(found.next, /git fetch --unshallow/);
  });

  it('takes no option and no range for a ref', async () => {
    await using folder = await gitFolder({ 'a.txt': 'a' });
    const git = await openIn(folder.path);
    for (const ref of ['--output=x', '-a', 'a..b', 'main:a.txt', '@{u}{', '', 'a b', '\u0000']) {
      assert.ok('refused' in (await findCommit(git, ref)), ref);
    }
  });

  it('runs nothing that a repository configures, and reads none of its variables', async () => {
    await using folder = await gitFolder({
      'a.txt': 'a',
      '.gitattributes': '*.txt filter=evil diff=evil\n',
    });
    const trap = join(folder.path, 'trap.sh');
    const sprung = join(folder.path, 'sprung');
    await writeFile(trap, `#!/bin/sh\ntouch '${sprung}'\ncat\n`);
    await chmod(trap, 0o755);
    const programs = [
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'core.editor',
      'core.alternateRefsCommand',
      'diff.external',
      'diff.evil.command',
      'diff.evil.textconv',
      'filter.evil.smudge',
      'filter.evil.clean',
      'credential.helper',
      'gpg.program',
    ];
    for (const key of programs) await folder.git('config', key, trap);
    await folder.git('config', 'core.hooksPath', folder.path);
    await using other = await temporaryFolder();
    const git = await openIn(folder.path, {
      GIT_DIR: other.path,
      GIT_WORK_TREE: other.path,
      GIT_EXTERNAL_DIFF: trap,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.pager',
      GIT_CONFIG_VALUE_0: trap,
    });
    const found = await findBase(git, 'main');
    assert.ok('commit' in found);
    const tree = await readTree(git, found.commit);
    assert.deepEqual(
      tree.map(({ path }) => path),
      ['.gitattributes', 'a.txt'],
    );
    const files = await commitFiles(git, found.commit, folder.path);
    const text = new TextDecoder().decode(await files.read(join(folder.path, 'a.txt'), 100));
    assert.equal(text, 'a');
    await assert.rejects(stat(sprung), { code: 'ENOENT' });
  });

  it('fails with an error of its own where there is no git, and where a folder is no repository', async () => {
    await using folder = await temporaryFolder();
    const none = openGit({ disk, env: { PATH: folder.path }, platform }, folder.path);
    await assert.rejects(none, (error) => error instanceof GitError && error.code === 'no-git');
    const found = await findCommit(await openIn(folder.path), 'main');
    assert.ok('refused' in found);
    assert.match(found.next, /inside a clone/);
  });

  it('lists the commits between two that touch a path, oldest first', async () => {
    await using folder = await gitFolder();
    const good = await folder.commit('Begin', { 'a.txt': '1', 'b.txt': '1' });
    await folder.commit('Other', { 'b.txt': '2' });
    const second = await folder.commit('Second', { 'a.txt': '2' });
    const bad = await folder.commit('Third: "quoted"', { 'a.txt': '3' });
    const git = await openIn(folder.path);
    const commits = await commitsBetween(git, { good, bad, paths: ['a.txt'] });
    assert.deepEqual(
      commits.map(({ commit, subject, author }) => [commit, subject, author]),
      [
        [second, 'Second', 'Ada'],
        [bad, 'Third: "quoted"', 'Ada'],
      ],
    );
    assert.equal(commits[0]?.authoredAt, '2026-01-01T00:03:00+00:00');
  });
});

describe('the files of a commit', () => {
  it('are those of the commit, whatever the working tree holds, also from a folder within', async () => {
    await using folder = await gitFolder();
    const commit = await folder.commit('Begin', {
      'in/a b.txt': 'old',
      'in/deep/ü.txt': 'deep',
      'out.txt': 'out',
    });
    await folder.write({ 'in/a b.txt': 'new', 'in/new.txt': 'new' });
    const root = join(folder.path, 'in');
    const files = await commitFiles(await openIn(root), commit, root);
    assert.deepEqual(await files.list(root), ['a b.txt', 'deep']);
    assert.deepEqual(await files.list(join(root, 'deep')), ['ü.txt']);
    const read = async (name: string) =>
      new TextDecoder().decode(await files.read(join(root, name), 100));
    assert.equal(await read('a b.txt'), 'old');
    assert.equal(await read('deep/ü.txt'), 'deep');
    assert.equal(await files.stat(join(root, 'new.txt')), undefined);
    assert.equal(await files.stat(join(folder.path, 'out.txt')), undefined);
    assert.equal((await files.stat(join(root, 'deep')))?.kind, 'folder');
    await assert.rejects(files.read(join(root, 'a b.txt'), 2), { code: 'too-large' });
    await assert.rejects(files.writeAtomic(join(root, 'x'), ''), { code: 'read-only' });
  });

  it('do not follow links', async () => {
    await using folder = await gitFolder({ 'a.txt': 'a' });
    await folder.git('config', 'core.symlinks', 'true');
    const { symlink } = await import('node:fs/promises');
    await symlink('/etc/passwd', join(folder.path, 'link.txt'));
    const commit = await folder.commit('Link');
    const files = await commitFiles(await openIn(folder.path), commit, folder.path);
    assert.equal((await files.stat(join(folder.path, 'link.txt')))?.kind, 'other');
    await assert.rejects(files.read(join(folder.path, 'link.txt'), 100), { code: 'not-a-file' });
  });
});
