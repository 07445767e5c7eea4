import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { initKubernetesCommand } from '#cli/commands/initKubernetes.ts';
import type { Context } from '#cli/context.ts';
import { fakeEcho } from '#support/fakeEcho.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

describe('init kubernetes', () => {
  it('writes both files, leaves alone what is there, and says what to do', async () => {
    await using project = await temporaryFolder();
    const [out, err] = [fakeEcho(), fakeEcho()];
    const context: Context = {
      terminal: { out: out.echo, err: err.echo, ask: undefined },
      cwd: project.path,
      env: { OPENAI_API_KEY: 'sk-never-written' },
      open: () =>
        Promise.resolve({ files: nodeFiles(nodeClock) } as Awaited<ReturnType<Context['open']>>),
    };
    const options = {
      image: 'registry.example.com/prompts:1',
      key: ['OPENAI_API_KEY'],
      shards: 4,
      secret: 'keys',
    };
    assert.equal(await initKubernetesCommand(context, '.', options), 0);
    const merge = join(project.path, 'kubernetes/assay-merge.yml');
    const parts = join(project.path, 'kubernetes/assay-parts.yml');
    const texts = `${await readFile(parts, 'utf8')}${await readFile(merge, 'utf8')}`;
    assert.ok(!texts.includes('sk-never-written'));
    await writeFile(merge, 'mine');
    await initKubernetesCommand(context, '.', options);
    assert.equal(
      out.text(),
      [
        'written     kubernetes/assay-parts.yml\n',
        'written     kubernetes/assay-merge.yml\n',
        'left alone  kubernetes/assay-parts.yml\n',
        'left alone  kubernetes/assay-merge.yml\n',
      ].join(''),
    );
    assert.equal(await readFile(merge, 'utf8'), 'mine');
    assert.match(err.text(), /kubectl create secret generic keys --from-env-file=keys\.env/);
    assert.match(err.text(), /kubectl wait --for=condition=complete .* job\/assay-parts/);
  });
});
