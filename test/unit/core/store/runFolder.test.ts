import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { RunSummary } from '#protocol/run.ts';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { makeRunFolder, readSummary, runFolder, writeSummary } from '#core/store/runFolder.ts';
import { sealedJson, unsealJson } from '#core/store/sealed.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const files = nodeFiles(nodeClock);
const id = '01KAT6QF8M3N5P7R9T1V3X5Z7B';
const summary: RunSummary = {
  version: 1,
  id,
  endedAt: '2026-11-23T12:00:00.000Z',
  ended: 'complete',
  candidates: [],
  gate: { pass: true, reasons: [] },
  spentUsd: 0.25,
  wallMs: 12,
};

describe('run folder', () => {
  it('keeps runs out of git by default', async () => {
    await using folder = await temporaryFolder();
    await makeRunFolder(files, folder.path, id);
    const ignore = await readFile(join(folder.path, '.assay', '.gitignore'), 'utf8');
    assert.deepEqual(ignore.split('\n'), [
      '# Remove the next line to keep runs in git.',
      'runs/',
      'index.json',
      '',
    ]);
  });

  it('leaves a .gitignore alone that is there already', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, '.assay'));
    await writeFile(join(folder.path, '.assay', '.gitignore'), 'index.json\n');
    await makeRunFolder(files, folder.path, id);
    const ignore = await readFile(join(folder.path, '.assay', '.gitignore'), 'utf8');
    assert.equal(ignore, 'index.json\n');
  });

  it('refuses a store that a link leads out of the project', async () => {
    await using folder = await temporaryFolder();
    await using elsewhere = await temporaryFolder();
    await symlink(elsewhere.path, join(folder.path, '.assay'));
    await assert.rejects(makeRunFolder(files, folder.path, id), { code: 'outside' });
    assert.deepEqual(await readdir(elsewhere.path), []);
  });

  it('says that a summary was written by a newer Assay', async () => {
    await using folder = await temporaryFolder();
    const run = await makeRunFolder(files, folder.path, id);
    await writeFile(run.summary, sealedJson({ ...summary, version: 2 }));
    const stored = await readSummary(files, run);
    assert.equal('fault' in stored && stored.fault, 'newer');
  });

  it('says that a summary is missing where the run was cut off', async () => {
    await using folder = await temporaryFolder();
    const stored = await readSummary(files, runFolder(folder.path, id));
    assert.equal('fault' in stored && stored.fault, 'missing');
  });

  it('never believes a summary with a flipped bit, and never throws', async () => {
    await using folder = await temporaryFolder();
    const run = await makeRunFolder(files, folder.path, id);
    await writeSummary(files, run, summary);
    const whole = await readFile(run.summary);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: whole.length - 1 }),
        fc.integer({ min: 0, max: 7 }),
        async (place, bit) => {
          const flipped = Buffer.from(whole);
          flipped[place] = (flipped[place] ?? 0) ^ (1 << bit);
          await writeFile(run.summary, flipped);
          const stored = await readSummary(files, run);
          // A flipped space or newline between the fields changes nothing that is said.
          if ('value' in stored) assert.deepEqual(stored.value, summary);
          else assert.equal(stored.fault, 'damaged');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('opens what it sealed', () => {
    assert.deepEqual(unsealJson(sealedJson(summary)), summary);
  });
});
