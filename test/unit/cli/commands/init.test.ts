import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { initFiles } from '#cli/commands/initFiles.ts';
import { writeMissing } from '#cli/commands/writeMissing.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const files = nodeFiles(nodeClock);

describe('init', () => {
  it('writes what is missing and leaves alone what is there', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'assay.yml'), 'mine');
    assert.deepEqual(await writeMissing(files, folder.path, initFiles), {
      written: ['assay.models.yml', 'prompts/ticket-triage.prompt.yml', 'data/tickets.jsonl'],
      kept: ['assay.yml'],
    });
    assert.equal(await readFile(join(folder.path, 'assay.yml'), 'utf8'), 'mine');
    assert.deepEqual((await writeMissing(files, folder.path, initFiles)).written, []);
  });
});
