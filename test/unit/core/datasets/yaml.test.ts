import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { DatasetMemory } from '#core/datasets/dataset.ts';
import { yaml } from '#core/datasets/yaml.ts';
import { entryOf, type DocumentNode } from '#core/documents/node.ts';
import { makeSource } from '#core/documents/source.ts';
import { YamlPieces } from '#core/documents/yamlPieces.ts';
import { readRows, readRowsAgain } from '#support/readRows.ts';

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

  const texts = {
    'under a key': `name: x
cases:
  - ticket: late
    tags: [smoke]

  - ticket: |
      - lost
      twice
    expected: bug
# behind
notes: none
`,
    alone: `# cases
- ticket: late
  tags: [smoke]

- { ticket: lost, expected: 'it''s' }
- ticket: >-
    folded
    text
`,
  };

  for (const [where, text] of Object.entries(texts))
    it(`gives the same when a list ${where} is read again after every edit`, async () => {
      const inserts = fc.oneof(
        fc.constantFrom('"', '- ', '\n', '  ', ': ', '{', '[', '#', '|', 'a', '\n- b: 1\n'),
        fc.constantFrom('cases:\n', 'rows:\n  - c: 2\n', '\n---\n', '\t', '&a ', '*a', '? '),
      );
      const edit = fc.tuple(fc.nat(text.length), fc.nat(8), inserts);
      await fc.assert(
        fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), async (edits) => {
          const memory: DatasetMemory = new Map();
          let content = text;
          for (const [at, length, insert] of edits) {
            assert.deepEqual(
              await readRowsAgain(yaml, content, memory),
              await readRows(yaml, content),
            );
            content = content.slice(0, at) + insert + content.slice(at + length);
          }
          assert.deepEqual(
            await readRowsAgain(yaml, content, memory),
            await readRows(yaml, content),
          );
        }),
        { numRuns: Number(process.env['ASSAY_RUNS'] ?? 200) },
      );
    });

  for (const [where, text] of Object.entries(texts))
    it(`reads only the items of a list ${where} that have changed`, () => {
      const pieces = new YamlPieces();
      const items = (content: string): readonly DocumentNode[] => {
        const source = makeSource('a.yml', content);
        const map = pieces.read(source, 'cases');
        const list = map === undefined ? pieces.readList(source) : entryOf(map, 'cases')?.value;
        return list?.kind === 'list' ? list.items : [];
      };
      const before = items(text);
      const after = items(text.replace('smoke', 'slow'));
      assert.deepEqual(
        after.map((item, at) => item === before[at]),
        before.map((_, at) => at > 0),
      );
    });
});
