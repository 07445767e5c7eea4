import assert from 'node:assert/strict';
import { nodeAt, plainValue } from '#core/documents/node.ts';
import { makeSource } from '#core/documents/source.ts';
import { readYaml } from '#core/documents/yaml.ts';
import { YamlReferences } from '#core/documents/yamlReferences.ts';

function read(text: string, maxReferred = 1000): { value: unknown; problems: readonly string[] } {
  const { value, problems } = readYaml(
    makeSource('f.yml', text),
    {},
    new YamlReferences(maxReferred),
  );
  return {
    value: value && plainValue(value),
    problems: problems.map(({ code, range: { start } }) => `${code} ${start.line}:${start.column}`),
  };
}

function level(name: string, of: string): string {
  return `${name}: &${name} [${`*${of}, `.repeat(9)}]\n`;
}

describe('anchors and aliases of YAML, where a file may have them', () => {
  const cases: readonly (readonly [string, string, unknown, readonly string[]])[] = [
    ['a scalar', 'a: &x 1\nb: *x\n', { a: 1, b: 1 }, []],
    ['the newest of a name', 'a: &x 1\nb: &x 2\nc: *x\n', { a: 1, b: 2, c: 2 }, []],
    [
      'a merge, where own keys win wherever they stand',
      'a: &x { k: 1, l: 2 }\nb: { <<: *x, k: 3 }\nc:\n  l: 4\n  <<: *x\n',
      { a: { k: 1, l: 2 }, b: { k: 3, l: 2 }, c: { l: 4, k: 1 } },
      [],
    ],
    [
      'a merge of several, where the first wins',
      'a: &x { k: 1 }\nb: &y { k: 2, l: 3 }\nc: { <<: [*x, *y] }\n',
      { a: { k: 1 }, b: { k: 2, l: 3 }, c: { k: 1, l: 3 } },
      [],
    ],
    ['a merge key in quotes is a key', 'a: { "<<": 1 }\n', { a: { '<<': 1 } }, []],
    ['an alias before its anchor', 'a: *x\nb: &x 1\n', { a: '*x', b: 1 }, ['yaml-alias 1:4']],
    ['an anchor in itself', 'a: &x\n  - *x\n', { a: ['*x'] }, ['yaml-alias 2:5']],
    ['a merge of no map', 'a: &x 1\nb: { <<: *x }\n', { a: 1, b: {} }, ['yaml-merge 2:10']],
    ['an alias as a key', 'a: &x 1\n? *x\n: 2\n', { a: 1 }, ['yaml-key 2:3']],
  ];
  for (const [name, text, value, problems] of cases) {
    it(name, () => {
      assert.deepEqual(read(text), { value, problems });
    });
  }

  it('stand where they are used', () => {
    const { value } = readYaml(
      makeSource('f.yml', 'a: &x { k: [1] }\nb: *x\nc: { <<: *x }\n'),
      {},
      new YamlReferences(100),
    );
    const at = (path: readonly (string | number)[]): number | undefined =>
      value && nodeAt(value, path)?.range.start.line;
    assert.deepEqual([at(['a', 'k', 0]), at(['b', 'k', 0]), at(['c', 'k', 0])], [1, 2, 3]);
  });

  it('bring no more values than were allowed, and nest no deeper than other values', () => {
    const laughs = `a: &a [x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}`;
    assert.deepEqual(read(laughs, 3000).problems, []);
    assert.equal(new Set(read(laughs, 300).problems).size > 0, true);
    const deep = Array.from({ length: 80 }, (_, at) => `k${at + 1}: &k${at + 1} [*k${at}]\n`);
    const { problems } = read(`k0: &k0 1\n${deep.join('')}`, 100_000);
    assert.equal(problems[0], 'yaml-alias 64:12');
  });
});
