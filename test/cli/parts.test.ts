import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCliProject } from '#support/cli.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { promptOver } from '#support/project.ts';

describe('parts of a run', function () {
  this.timeout(60_000);

  it('are put where they are to be joined, and what came of them says the whole', async () => {
    await using provider = await startMockProvider({
      script: { otherwise: { reply: { answer: { text: 'no' } } } },
    });
    await using project = await makeCliProject({
      baseUrl: provider.baseUrl,
      files: { 'asked.prompt.yml': promptOver(2) },
    });
    // Of an earlier run that was cut in the same way: it must not stand in for this one.
    await mkdir(join(project.cwd, 'parts/part-3-of-3'), { recursive: true });
    await writeFile(join(project.cwd, 'parts/part-3-of-3/old'), '');
    // More parts than cases: one of them has nothing to do, and is a part all the same.
    for (const part of ['1/3', '2/3', '3/3']) {
      const { code, stderr } = await project.run('run', '--shard', part, '--part-folder', 'parts');
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^The part is in parts\/part-\d-of-3, for "assay merge"$/m);
    }
    assert.deepEqual(await readdir(join(project.cwd, 'parts/part-3-of-3')), [
      'cases.jsonl',
      'journal.jsonl',
      'manifest.json',
      'summary.json',
    ]);
    const joined = await project.run(
      'merge',
      ...['1', '2', '3'].map((part) => `parts/part-${part}-of-3`),
    );
    assert.equal(joined.code, 1, joined.stderr);
    assert.match(joined.stdout, /0 of 2 passed/);
  });

  it('are no parts without a number', async () => {
    await using project = await makeCliProject({ baseUrl: 'http://127.0.0.1:9/v1', files: {} });
    const { code, stderr } = await project.run('run', '--part-folder', 'parts');
    assert.equal(code, 2);
    assert.match(stderr, /'--part-folder' is for a part of a run\. Give --shard i\/n too/);
  });

  it('are held against the baseline once they are joined', async () => {
    const script = { otherwise: { reply: { answer: { text: 'yes' } } } };
    await using provider = await startMockProvider({ script });
    await using worse = await startMockProvider({
      script: { otherwise: { reply: { answer: { text: 'no' } } } },
    });
    await using project = await makeCliProject({
      baseUrl: provider.baseUrl,
      files: {
        'asked.prompt.yml': promptOver(20),
        'assay.yml': 'version: 1\ngate: { passRate: 0 }\n',
      },
    });
    await project.run('run');
    await project.run('baseline', 'accept');
    const config = await readFile(project.config, 'utf8');
    await writeFile(project.config, config.replaceAll(provider.baseUrl, worse.baseUrl));
    await project.run('run', '--cache', 'off', '--shard', '1/1', '--part-folder', 'parts');
    assert.equal((await project.run('merge', 'parts/part-1-of-1')).code, 0);
    const held = await project.run('merge', 'parts/part-1-of-1', '--baseline');
    assert.equal(held.code, 1, held.stderr);
    assert.match(held.stdout, /regressed/);
  });
});
