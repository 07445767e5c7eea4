import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MapNode } from '#core/documents/node.ts';
import { makeSource } from '#core/documents/source.ts';
import { readYaml } from '#core/documents/yaml.ts';
import { FidelityReport, fidelityCounts, unspoken } from '#core/formats/fidelity.ts';
import { splitFrontMatter } from '#core/formats/frontMatter.ts';
import { promptFilesIn, readFileOf } from '#support/formatFiles.ts';

function yaml(text: string): MapNode {
  const { value } = readYaml(makeSource('a.yml', text));
  assert.equal(value?.kind, 'map');
  return value;
}

describe('fidelity report', () => {
  const root = yaml('a: 1\nb:\n  c: 2\n  d: { e: 3 }\nf: [{ g: 1, h: 2 }]\n');

  it('speaks of every key, also of those that nobody told it of', () => {
    const report = new FidelityReport();
    report.kept('a', root.range);
    report.translated('b.c', root.range, 'It is called x.');
    report.dropped('f[0].g', root.range, 'No.');
    const lines = report.lines(root);
    assert.deepEqual(lines.map(({ key, fate }) => `${fate} ${key}`).toSorted(), [
      'dropped b.d',
      'dropped f[0].g',
      'dropped f[0].h',
      'kept a',
      'translated b.c',
    ]);
    assert.equal(fidelityCounts(lines), '1 kept, 1 translated, 0 approximated, 3 dropped');
  });

  it('takes a line for a key as one for all below it', () => {
    assert.deepEqual(
      unspoken(root, new Set(['a', 'b', 'f'])).map(({ key }) => key),
      [],
    );
    assert.deepEqual(
      unspoken(root, new Set(['a', 'b.d.e'])).map(({ key }) => key),
      ['b.c', 'f'],
    );
  });
});

const folder = 'test/fixtures/formats';
const files = await promptFilesIn(folder);

describe('fidelity of the files in the corpus', () => {
  const rules = { fences: ['---', '+++'], mayHaveComments: true };
  for (const file of files) {
    if (!/\.(?:prompty|prompt|md)$/.test(file)) continue;
    it(`leaves out no key of ${file}`, async () => {
      const { value } = await readFileOf(folder, file);
      if (value === undefined) return;
      const text = await readFile(join(folder, file), 'utf8');
      const { root } = splitFrontMatter(makeSource(file, text), rules);
      const told = new Set(value.fidelity?.map(({ key }) => key));
      assert.deepEqual(root === undefined ? [] : unspoken(root, told), []);
      for (const { fate, note, key } of value.fidelity ?? [])
        assert.ok(fate === 'kept' || note !== undefined, `${key} has no note`);
    });
  }
});
