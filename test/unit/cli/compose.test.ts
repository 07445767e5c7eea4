import { compose } from '#cli/compose.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

describe('the program', () => {
  it('knows the keys of built-in and declared providers by their variables', async () => {
    await using folder = await temporaryFolder();
    const config = join(folder.path, 'config.yml');
    await writeFile(
      config,
      'providers:\n  ours: { kind: compatible, baseUrl: "https://llm.example/v1", key: { env: OUR_KEY } }\n',
    );
    const { keyOf, problems } = await compose({
      env: { ASSAY_CONFIG: config, OUR_KEY: ' secret\n', OPENAI_API_KEY: ' ' },
      cwd: folder.path,
      platform: 'linux',
      say: () => {},
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(keyOf('ours'), { kind: 'variable', variable: 'OUR_KEY', isSet: true });
    assert.deepEqual(keyOf('openai'), {
      kind: 'variable',
      variable: 'OPENAI_API_KEY',
      isSet: false,
    });
    assert.deepEqual(keyOf('ollama'), { kind: 'none-needed' });
    assert.deepEqual(keyOf('nobody'), { kind: 'unknown-provider' });
  });

  it('finds the project above the folder it was started in, and tells a broken configuration', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'a', 'b'), { recursive: true });
    await writeFile(join(folder.path, 'assay.yml'), 'version: 1\n');
    await writeFile(join(folder.path, 'config.yml'), 'providers: 3\n');
    const { engine, problems } = await compose({
      env: { ASSAY_CONFIG: join(folder.path, 'config.yml') },
      cwd: join(folder.path, 'a', 'b'),
      platform: 'linux',
      say: () => {},
    });
    assert.equal(engine.root, folder.path);
    assert.equal(problems[0]?.severity, 'error');
  });
});
