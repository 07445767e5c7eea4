import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import {
  baselinePath,
  formatBaseline,
  listBaselines,
  readBaseline,
  writeBaseline,
  type Baseline,
} from '#core/store/baselines.ts';
import { MemoryFiles } from '#support/memoryFiles.ts';
import { baselineCell } from '#support/results.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const disk = nodeFiles(nodeClock);
const prompt = 'prompts/triage.prompt.yml';
const baseline: Baseline = {
  version: 1,
  prompt,
  run: '01KAT6QF8M3N5P7R9T1V3X5Z7B',
  acceptedAt: '2026-11-23T12:00:00.000Z',
  cells: [baselineCell({ caseId: 'b' }), baselineCell({ caseId: 'a', scores: {} })],
};

async function stored(text: string) {
  const files = new MemoryFiles();
  files.put(baselinePath('/p', prompt), text);
  return readBaseline(files, '/p', prompt);
}

async function fault(text: string) {
  const found = await stored(text);
  return 'fault' in found ? found.fault : 'none';
}

describe('a baseline', () => {
  it('is a cell a line, sorted by variant, model and case', () => {
    assert.equal(
      formatBaseline(baseline),
      `{
  "version": 1,
  "prompt": "prompts/triage.prompt.yml",
  "run": "01KAT6QF8M3N5P7R9T1V3X5Z7B",
  "acceptedAt": "2026-11-23T12:00:00.000Z",
  "cells": [
    {"variant":"base","model":"mock/small","caseId":"a","n":1,"judged":1,"passed":1,"scores":{}},
    {"variant":"base","model":"mock/small","caseId":"b","n":1,"judged":1,"passed":1,"scores":{"right":{"n":1,"mean":1}}}
  ]
}
`,
    );
  });

  it('keeps what corpus metrics need to be computed anew, and is whole without', async () => {
    const statistics = [{ expected: 'bug', predicted: null }];
    const cells = [baselineCell({ scores: { queue: { n: 1, mean: 0, statistics } } })];
    const text = formatBaseline({ ...baseline, cells });
    assert.match(
      text,
      /"scores":\{"queue":\{"n":1,"mean":0,"statistics":\[\{"expected":"bug","predicted":null\}\]\}\}/,
    );
    assert.deepEqual(await stored(text), { value: { ...baseline, cells } });
    assert.equal(await fault(text.replace('"statistics":[', '"statistics":[1,')), 'damaged');
    assert.equal(await fault(text.replace(/"statistics":\[.*?\]/, '"statistics":{}')), 'damaged');
  });

  it('is listed with what is wrong with it, also where it is that of another prompt', async () => {
    const files = new MemoryFiles();
    const path = baselinePath('/p', prompt);
    const moved = '/p/.assay/baselines/moved.json';
    files.put(path, formatBaseline(baseline));
    files.put(moved, formatBaseline(baseline));
    files.put('/p/.assay/baselines/torn.json', '{');
    files.put('/p/.assay/baselines/notes.txt', 'x');
    const listed = await listBaselines(files, '/p');
    assert.deepEqual(
      listed.map((one) => [one.path, 'fault' in one.stored ? one.stored.fault : 'none']),
      [
        [moved, 'damaged'],
        [path, 'none'],
        ['/p/.assay/baselines/torn.json', 'damaged'],
      ],
    );
  });

  it('is read as it was written', async () => {
    await using folder = await temporaryFolder();
    await writeBaseline(disk, folder.path, baseline);
    assert.deepEqual(await readBaseline(disk, folder.path, prompt), {
      value: { ...baseline, cells: baseline.cells.toReversed() },
    });
    assert.deepEqual(await readdir(join(folder.path, '.assay', 'baselines')), [
      'prompts-triage-f59253ce7b.json',
    ]);
  });

  it('has a file of its own inside the folder, whatever the path of the prompt', () => {
    const folder = '/p/.assay/baselines/';
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        const found = baselinePath('/p', path);
        assert.ok(found.startsWith(folder));
        assert.match(found.slice(folder.length), /^[A-Za-z0-9][A-Za-z0-9-]{0,75}\.json$/);
      }),
    );
    const names = ['a/b.prompt.yml', 'a-b.prompt.yml', 'A/b.prompt.yml', 'a/b.prompt.yaml'].map(
      (path) => baselinePath('/p', path).toLowerCase(),
    );
    assert.equal(new Set(names).size, 4);
  });

  it('says whether it is missing, damaged or newer', async () => {
    assert.equal(await fault(formatBaseline(baseline)), 'none');
    assert.equal(await fault('{'), 'damaged');
    assert.equal(await fault('[]'), 'damaged');
    assert.equal(await fault('{"version":2,"anything":1}'), 'newer');
    assert.equal(
      await fault(formatBaseline({ ...baseline, prompt: 'other.prompt.yml' })),
      'damaged',
    );
    const twice = { ...baseline, cells: [baselineCell(), baselineCell()] };
    assert.equal(await fault(formatBaseline(twice)), 'damaged');
    const none = await readBaseline(new MemoryFiles(), '/p', prompt);
    assert.equal('fault' in none && none.fault, 'missing');
  });

  it('names a merge conflict', async () => {
    const text = formatBaseline(baseline).replace('    {', '<<<<<<< ours\n    {');
    const found = await stored(text);
    assert.match('fault' in found ? found.message : '', /marks of a merge conflict/);
  });

  it('never throws and never believes what is not a whole baseline', async () => {
    const text = formatBaseline(baseline);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: text.length - 2 }), async (end) => {
        const found = await stored(text.slice(0, end));
        assert.equal('fault' in found && found.fault, 'damaged');
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (cell) => {
        const found = await stored(JSON.stringify({ ...baseline, cells: [cell] }));
        assert.equal('fault' in found && found.fault, 'damaged');
      }),
    );
  });

  it('is neither read nor written through a link that leads out of the project', async () => {
    await using folder = await temporaryFolder();
    await using elsewhere = await temporaryFolder();
    await writeBaseline(disk, elsewhere.path, baseline);
    await mkdir(join(folder.path, '.assay'));
    const outside = join(elsewhere.path, '.assay', 'baselines');
    await symlink(outside, join(folder.path, '.assay', 'baselines'));
    const before = await readFile(baselinePath(elsewhere.path, prompt), 'utf8');
    const found = await readBaseline(disk, folder.path, prompt);
    assert.equal('fault' in found && found.fault, 'damaged');
    await assert.rejects(writeBaseline(disk, folder.path, { ...baseline, cells: [] }), {
      code: 'outside',
    });
    assert.equal(await readFile(baselinePath(elsewhere.path, prompt), 'utf8'), before);
  });

  it('makes no folder behind a link that leads out of the project', async () => {
    await using folder = await temporaryFolder();
    await using elsewhere = await temporaryFolder();
    await symlink(elsewhere.path, join(folder.path, '.assay'));
    await assert.rejects(writeBaseline(disk, folder.path, baseline), { code: 'outside' });
    assert.deepEqual(await readdir(elsewhere.path), []);
  });

  it('is read where the project folder itself is reached through a link', async () => {
    await using folder = await temporaryFolder();
    const real = join(folder.path, 'real');
    const link = join(folder.path, 'link');
    await mkdir(real);
    await symlink(real, link);
    await writeBaseline(disk, real, baseline);
    assert.ok('value' in (await readBaseline(disk, link, prompt)));
    await rename(baselinePath(real, prompt), join(real, 'moved.json'));
    await writeFile(join(real, '.assay', 'baselines', 'other.json'), '{}');
    const gone = await readBaseline(disk, link, prompt);
    assert.equal('fault' in gone && gone.fault, 'missing');
  });
});
