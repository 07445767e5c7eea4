import assert from 'node:assert/strict';
import { yaml } from '#core/datasets/yaml.ts';
import { readRows } from '#support/readRows.ts';

describe('a .yml dataset', () => {
  it('reads a list of maps, with the line of each', async () => {
    const read = await readRows(
      yaml,
      '# cases\n- ticket: late\n  tags: [smoke]\n\n- ticket: lost\n',
    );
    assert.deepEqual(read.told, []);
    assert.deepEqual(read.rows, [
      { line: 2, values: { ticket: 'late', tags: ['smoke'] } },
      { line: 5, values: { ticket: 'lost' } },
    ]);
  });

  it('finds the list under cases, rows or data', async () => {
    const read = await readRows(yaml, 'name: x\ndata:\n  - a: 1\n');
    assert.deepEqual(read.told, []);
    assert.deepEqual(read.rows, [{ line: 3, values: { a: 1 } }]);
  });

  it('tells a file without a list, and rows that are no maps', async () => {
    assert.deepEqual((await readRows(yaml, 'a: 1\n')).told, ['error yaml-no-list 1:1']);
    const read = await readRows(yaml, '- a: 1\n- text\n');
    assert.deepEqual(read.told, ['error row-not-object 2:3']);
    assert.equal(read.rows.length, 1);
  });

  it('takes 20,000 keys and more, which a prompt may not have', async () => {
    const read = await readRows(yaml, '- { a: 1, b: 2, c: 3 }\n'.repeat(8_000));
    assert.deepEqual(read.told, []);
    assert.equal(read.rows.at(-1)?.line, 8_000);
  });

  it('refuses more than 8 MB without reading on', async () => {
    const read = await readRows(yaml, '- a: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n'.repeat(230_000));
    assert.deepEqual(read.told, ['error yaml-too-large 1:1']);
  });

  it('tells an empty file', async () => {
    assert.deepEqual((await readRows(yaml, '')).told, ['error dataset-empty 1:1']);
    assert.deepEqual((await readRows(yaml, '[]\n')).told, ['error dataset-empty 1:1']);
  });
});
