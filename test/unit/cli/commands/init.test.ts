import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { writeInitFiles } from '#cli/commands/init.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const files = nodeFiles(nodeClock);

describe('init', () => {
  it('writes what is missing and leaves alone what is there', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'assay.yml'), 'mine');
    assert.deepEqual(await writeInitFiles(files, folder.path), {
      written: ['assay.models.yml', 'prompts/ticket-triage.prompt.yml', 'data/tickets.jsonl'],
      kept: ['assay.yml'],
    });
    assert.equal(await readFile(join(folder.path, 'assay.yml'), 'utf8'), 'mine');
    assert.deepEqual((await writeInitFiles(files, folder.path)).written, []);
  });
});
