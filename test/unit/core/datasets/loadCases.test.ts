import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { readCases, type ReadCasesOptions } from '#core/datasets/loadCases.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import { summary } from '#support/readRows.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const range = { start: { line: 9, column: 5 }, end: { line: 9, column: 20 } };

async function load(
  root: string,
  file: string,
  map: Readonly<Record<string, string>> = {},
  options: ReadCasesOptions = {},
): Promise<{ cases: EvalCase[]; told: string[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const cases: EvalCase[] = [];
  const reading = readCases(
    nodeFiles(nodeClock),
    root,
    'prompts/a.prompt.yml',
    { file, map, range },
    (problem) => problems.push(problem),
    options,
  );
  for await (const batch of reading) cases.push(...batch);
  return { cases, problems, told: problems.map((one) => `${one.file} ${summary(one)}`) };
}

describe('readCases', () => {
  it('reads a file relative to the prompt and names it from the root', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'data'));
    await writeFile(join(folder.path, 'data/t.csv'), 'id,body,queue\nr1,late,billing\n');
    const { cases, told } = await load(folder.path, '../data/t.csv', {
      ticket: 'body',
      expected: 'queue',
    });
    assert.deepEqual(told, []);
    assert.deepEqual(cases, [
      {
        id: 'r1',
        values: { ticket: 'late', expected: 'billing', id: 'r1' },
        expected: 'billing',
        tags: [],
        source: { file: 'data/t.csv', line: 2 },
      },
    ]);
  });

  it('knows formats by their ending, whatever its case', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'A.JSONL'), '{"a":1}\n');
    await writeFile(join(folder.path, 'b.xlsx'), 'x');
    assert.equal((await load(folder.path, '../A.JSONL')).cases.length, 1);
    assert.deepEqual((await load(folder.path, '../b.xlsx')).told, [
      'prompts/a.prompt.yml error dataset-ending 9:5',
    ]);
  });

  it('tells a file that is missing, outside, linked or no file, at the line that names it', async () => {
    await using folder = await temporaryFolder();
    await using elsewhere = await temporaryFolder();
    await writeFile(join(elsewhere.path, 'secret.jsonl'), '{"a":1}\n');
    await symlink(join(elsewhere.path, 'secret.jsonl'), join(folder.path, 'link.jsonl'));
    await mkdir(join(folder.path, 'folder.csv'));
    const at = 'prompts/a.prompt.yml error';
    const toldFor = async (file: string): Promise<string[]> => (await load(folder.path, file)).told;
    assert.deepEqual(await toldFor('../none.jsonl'), [`${at} file-missing 9:5`]);
    assert.deepEqual(await toldFor('../../x.jsonl'), [`${at} path-outside 9:5`]);
    assert.deepEqual(await toldFor('../link.jsonl'), [`${at} path-link-outside 9:5`]);
    assert.deepEqual(await toldFor('../folder.csv'), [`${at} file-not-a-file 9:5`]);
    assert.deepEqual(await toldFor('https://x.example/a.jsonl'), [`${at} path-remote 9:5`]);
  });

  it('tells problems of rows in the dataset, and ids across datasets once they share them', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'a.jsonl'), '{"id":"x"}\n{"id":\n');
    const { cases, told } = await load(folder.path, '../a.jsonl');
    assert.equal(cases.length, 1);
    assert.deepEqual(told, ['a.jsonl error row-truncated 2:7']);
  });

  it('ends without a problem when it is stopped', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'a.jsonl'), '{"a":1}\n'.repeat(50_000));
    const controller = new AbortController();
    const problems: Problem[] = [];
    let batches = 0;
    const reading = readCases(
      nodeFiles(nodeClock),
      folder.path,
      join(folder.path, 'a.prompt.yml'),
      { file: 'a.jsonl', map: {}, range },
      (problem) => problems.push(problem),
      { signal: controller.signal },
    );
    for await (const batch of reading) {
      batches += 1;
      assert.ok(batch.length > 0);
      controller.abort();
    }
    assert.equal(batches, 1);
    assert.deepEqual(problems, []);
  });
});
