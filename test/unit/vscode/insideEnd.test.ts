import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import { readEnd } from '../../vscode/insideEnd.ts';
import type { InsideEvent } from '../../vscode/insideResult.ts';

/** What is found wrong with tests that told this before VS Code ended so. */
async function problemOf(
  how: number | string,
  ...events: readonly InsideEvent[]
): Promise<string | undefined> {
  await using folder = await temporaryFolder();
  const results = join(folder.path, 'results.jsonl');
  await writeFile(results, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return (await readEnd(results, how)).problem;
}

const started = { kind: 'started', title: 'lens runs a case' } as const;
const passed = { kind: 'passed', title: 'lens runs a case', ms: 3 } as const;
const failed = { kind: 'failed', title: 'lens runs a case', error: 'Error: no' } as const;
const ended = { kind: 'ended' } as const;

describe('the end of tests inside VS Code', () => {
  it('is good where a test passed and mocha came to its end', async () => {
    assert.equal(await problemOf(0, started, passed, ended), undefined);
  });

  it('has no problem of its own where a test failed', async () => {
    assert.equal(await problemOf(1, started, failed, ended), undefined);
  });

  it('is a problem where there was no test', async () => {
    assert.equal(await problemOf(0, ended), 'There was no test.');
  });

  it('is a problem where the host wrote nothing', async () => {
    const { problem } = await readEnd('/nowhere/results.jsonl', 0);
    assert.equal(problem, 'The extension host ended before its tests did.');
  });

  it('names the test during which the host ended', async () => {
    assert.equal(
      await problemOf(0, started),
      'The extension host ended before its tests did. It was in the test "lens runs a case".',
    );
  });

  it('names the test that hung', async () => {
    assert.equal(
      await problemOf('There was no end after 180 s.', started),
      'There was no end after 180 s. It was in the test "lens runs a case".',
    );
  });

  it('is a problem where every test passed and VS Code says otherwise', async () => {
    assert.equal(await problemOf(1, started, passed, ended), 'VS Code did not end well: 1.');
  });
});
