import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { assay } from '#support/assayProcess.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

describe('assay import and export', () => {
  it('write a prompt, say what became of its keys, and replace nothing unasked', async () => {
    await using folder = await temporaryFolder();
    await cp('test/fixtures/formats/prompty/clean', folder.path, { recursive: true });
    const first = await assay(['import', 'greeting.prompty'], folder.path);
    assert.deepEqual([first.code, first.stderr], [0, 'Written: greeting.prompt.yml\n']);
    assert.match(first.stdout, /^greeting\.prompty:2 {2}kept {10}name$/m);
    assert.match(first.stdout, /^8 keys: 3 kept, 3 translated, 0 approximated, 2 dropped\.$/m);
    assert.match(
      await readFile(join(folder.path, 'greeting.prompt.yml'), 'utf8'),
      /^template: jinja$/m,
    );
    const second = await assay(['import', 'greeting.prompty'], folder.path);
    assert.deepEqual([second.code, second.stdout], [2, '']);
    assert.match(second.stderr, /output-exists/);
    const back = await assay(
      [
        'export',
        'greeting.prompt.yml',
        '--to',
        'prompty',
        '--output',
        'back.prompty',
        '--format',
        'json',
      ],
      folder.path,
    );
    assert.equal(back.code, 0, back.stderr);
    const { written, losses } = JSON.parse(back.stdout) as Record<string, unknown>;
    assert.deepEqual([written, losses], [['back.prompty', 'back.prompty.assay.yml'], []]);
  });

  it('let lint and run take the files as they are', async () => {
    await using folder = await temporaryFolder();
    await cp('test/fixtures/formats/dotprompt/broken', folder.path, { recursive: true });
    const { code, stdout } = await assay(['lint', 'template.prompt'], folder.path);
    assert.equal(code === 0, false);
    assert.match(stdout, /template\.prompt:7:1 {2}error template-invalid/);
  });
});
