import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { initCiCommand, type InitCiOptions } from '#cli/commands/initCi.ts';
import type { Context } from '#cli/context.ts';
import { fakeEcho } from '#support/fakeEcho.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

async function initCi(
  cwd: string,
  folder: string,
  options: Partial<InitCiOptions> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [out, err] = [fakeEcho(), fakeEcho()];
  const context: Context = {
    terminal: { out: out.echo, err: err.echo, ask: undefined },
    cwd,
    env: {},
    open: () =>
      Promise.resolve({ files: nodeFiles(nodeClock) } as Awaited<ReturnType<Context['open']>>),
  };
  const code = await initCiCommand(context, folder, {
    branch: 'main',
    key: ['OPENAI_API_KEY'],
    shards: 1,
    ...options,
  });
  return { code, out: out.text(), err: err.text() };
}

describe('init ci', () => {
  it('writes for the systems that the repository uses, at its root', async () => {
    await using repository = await temporaryFolder();
    for (const folder of ['.git', '.github', '.circleci', 'apps/prompts']) {
      await mkdir(join(repository.path, folder), { recursive: true });
    }
    const { code, out } = await initCi(join(repository.path, 'apps/prompts'), '.');
    assert.equal(code, 0);
    assert.equal(
      out,
      'written     ../../.github/workflows/assay.yml\nwritten     ../../.circleci/assay.yml\n',
    );
    const workflow = await readFile(join(repository.path, '.github/workflows/assay.yml'), 'utf8');
    assert.match(workflow, /working-directory: apps\/prompts\n/);
    assert.match(workflow, /OPENAI_API_KEY: \$\{\{ secrets\.OPENAI_API_KEY \}\}/);
  });

  it('says what a comment and several machines need', async () => {
    await using repository = await temporaryFolder();
    const system = ['gitlab'];
    const plain = await initCi(repository.path, '.', { system });
    assert.doesNotMatch(plain.err, /GITLAB_TOKEN/);
    await rm(join(repository.path, '.gitlab'), { recursive: true });
    const { err } = await initCi(repository.path, '.', { system, shards: 3, comment: true });
    assert.match(err, /masked variable GITLAB_TOKEN\.$/m);
    const path = join(repository.path, '.gitlab/assay.gitlab-ci.yml');
    assert.match(await readFile(path, 'utf8'), /parallel: 3\n/);
  });

  it('leaves alone what is there', async () => {
    await using repository = await temporaryFolder();
    await writeFile(join(repository.path, 'Jenkinsfile.assay'), 'mine');
    const { code, out } = await initCi(repository.path, '.', { system: ['jenkins'] });
    assert.deepEqual([code, out], [0, 'left alone  Jenkinsfile.assay\n']);
    assert.equal(await readFile(join(repository.path, 'Jenkinsfile.assay'), 'utf8'), 'mine');
  });

  it('asks for a name where nothing tells the system', async () => {
    await using repository = await temporaryFolder();
    const { code, out, err } = await initCi(repository.path, '.');
    assert.deepEqual([code, out], [2, '']);
    assert.match(
      err,
      /Name one: assay init ci --system github\|gitlab\|jenkins\|bamboo\|circleci\|azure/,
    );
  });
});
