import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeWorkspace, yesPrompt } from '#support/assayProcess.ts';

describe('assay diff', () => {
  it('shows what a prompt sends now and sent at a commit, and the run of each', async () => {
    await using workspace = await makeWorkspace({ 'a.prompt.yml': yesPrompt(2) }, { rules: [] });
    const git = (...args: string[]): void => {
      const person = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
      execFileSync('git', [...person, ...args], { cwd: workspace.path });
    };
    git('init', '--quiet');
    git('add', 'a.prompt.yml');
    git('commit', '--quiet', '-m', 'Add a prompt');
    const path = join(workspace.path, 'a.prompt.yml');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('maxTokens: 20', 'maxTokens: 20, seed: 7'));
    const { code, stdout, stderr } = await workspace.assay('diff', 'a.prompt.yml');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Variant base: same$/m);
    assert.match(stdout, /^base: seed: not set → 7$/m);
    assert.match(stdout, /^Newest run before: none$/m);
  });

  it('ends with 2 for a version that is none', async () => {
    await using workspace = await makeWorkspace({ 'a.prompt.yml': yesPrompt(1) }, { rules: [] });
    const { code, stderr } = await workspace.assay('diff', 'a.prompt.yml', '--against', 'nothing');
    assert.equal(code, 2);
    assert.match(stderr, /git/);
  });
});
