import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { gitText, gitVersions } from '#core/project/gitVersions.ts';
import { gitFolder } from '#support/gitFolder.ts';
import { temporaryFolder, type TemporaryFolder } from '#support/temporaryFolder.ts';

const setup = { disk: nodeFiles(nodeClock), env: process.env, platform: process.platform };

describe('versions of a file in git', () => {
  let work: TemporaryFolder;
  let path: string;

  before(async () => {
    work = await temporaryFolder();
    const git = (...args: string[]): void => {
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: work.path,
      });
    };
    await mkdir(join(work.path, 'prompts'));
    path = join(work.path, 'prompts/a.prompt.yml');
    git('init', '--quiet', '--initial-branch=main');
    await writeFile(path, 'one\r\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'Add a\tprompt');
    git('branch', 'before');
    await writeFile(path, 'two\n');
    git('commit', '--quiet', '-am', 'Change it');
  });

  after(() => work[Symbol.asyncDispose]());

  it('are the commits that changed it, newest first, and the branches', async () => {
    const found = await gitVersions(setup, path);
    assert.deepEqual(
      found
        .map(({ kind, subject, ref }) => `${kind} ${kind === 'commit' ? subject : ref}`)
        .toSorted(),
      ['branch before', 'branch main', 'commit Add a\tprompt', 'commit Change it'],
    );
    assert.equal(found[0]?.subject, 'Change it');
  });

  it('come out byte by byte as they were stored', async () => {
    assert.deepEqual(await gitText(setup, path, 'before'), { text: 'one\r\n' });
    assert.deepEqual(await gitText(setup, path, 'HEAD~1'), { text: 'one\r\n' });
    assert.deepEqual(await gitText(setup, path, 'main'), { text: 'two\n' });
  });

  it('are refused for what is no commit, an option, or a file that was not there', async () => {
    assert.deepEqual(await gitText(setup, path, 'nothing'), {
      why: 'This repository has no commit "nothing". Fetch it: "git fetch origin nothing".',
    });
    assert.deepEqual(await gitText(setup, path, '--output=x'), {
      why: '"--output=x" is no ref of git. Name a branch, a tag or a commit.',
    });
    assert.deepEqual(await gitText(setup, join(work.path, 'prompts/b.prompt.yml'), 'main'), {
      why: 'The file was not there at "main".',
    });
  });

  it('start nothing that the repository asks for', async () => {
    const started = join(work.path, 'started');
    const config = join(work.path, '.git/config');
    const program = `touch ${started}`;
    await writeFile(
      config,
      `[core]\n  repositoryformatversion = 0\n  fsmonitor = ${program}\n  pager = ${program}\n[log]\n  showSignature = true\n[gpg]\n  program = ${program}\n[diff "x"]\n  textconv = ${program}\n[filter "x"]\n  smudge = ${program}\n`,
    );
    await writeFile(join(work.path, '.gitattributes'), '*.yml diff=x filter=x\n');
    await gitVersions(setup, path);
    assert.deepEqual(await gitText(setup, path, 'main'), { text: 'two\n' });
    assert.equal((await readdir(work.path)).includes('started'), false);
  });

  it('come from the repository of the file, whatever the environment says', async () => {
    await using other = await gitFolder({ 'a.prompt.yml': 'elsewhere' });
    const env = { ...process.env, GIT_DIR: join(other.path, '.git'), GIT_WORK_TREE: other.path };
    assert.deepEqual(await gitText({ ...setup, env }, path, 'main'), { text: 'two\n' });
    assert.equal((await gitVersions({ ...setup, env }, path))[0]?.subject, 'Change it');
  });

  it('are none on a machine without git', async () => {
    const bare = { ...setup, env: { PATH: work.path } };
    assert.deepEqual(await gitVersions(bare, path), []);
    assert.deepEqual(await gitText(bare, path, 'main'), {
      why: 'Git cannot say what "main" was: There is no program "git" on this machine.',
    });
  });

  it('are none outside a repository', async () => {
    await using other = await temporaryFolder();
    const file = join(other.path, 'a.prompt.yml');
    await writeFile(file, '');
    assert.deepEqual(await gitVersions(setup, file), []);
    assert.deepEqual(await gitText(setup, file, 'main'), {
      why: 'This file is in no git repository.',
    });
  });
});
