import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { catalogueText } from '#support/project.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * MB. A process that has loaded the engine needs 25 of them; the results of 40,000 cases would need 60 more. The rest
 * is air for a collector that a busy machine keeps waiting.
 */
const heapMb = 56;

describe('memory', () => {
  it('of 56 MB is enough for 40,000 cases (F44)', async () => {
    await using folder = await temporaryFolder();
    const rows = Array.from({ length: 40_000 }, (_, row) =>
      JSON.stringify({ id: `row-${row}`, question: `${'x'.repeat(100)}${row}`, expected: 'yes' }),
    );
    await writeFile(join(folder.path, 'rows.jsonl'), rows.join('\n'));
    await writeFile(join(folder.path, 'assay.models.yml'), catalogueText);
    await writeFile(
      join(folder.path, 'asked.prompt.yml'),
      `name: asked
model: mock/small
messages: [{ role: user, content: "{{question}}" }]
datasets: [{ file: rows.jsonl }]
evaluators: [{ name: right, uses: exact-match }]
`,
    );
    const program = resolve('test/support/largeRun.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [
      `--max-old-space-size=${heapMb}`,
      program,
      folder.path,
    ]);
    const { ended, replied, maxRssMb } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([ended, replied], ['complete', 40_000]);
    assert.ok(typeof maxRssMb === 'number' && maxRssMb < 400, `${String(maxRssMb)} MB`);
  }).timeout(90_000);
});
