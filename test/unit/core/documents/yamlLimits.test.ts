import assert from 'node:assert/strict';
import { Composer } from 'yaml';
import { makeSource } from '#core/documents/source.ts';
import { readYaml } from '#core/documents/yaml.ts';
import { places } from '#support/places.ts';

const read = (text: string, limits = {}): readonly string[] =>
  places(readYaml(makeSource('f.yml', text), limits).problems);

/** Whether the part of the library that recurses was reached. */
function composes(act: () => void): boolean {
  const original = Object.getOwnPropertyDescriptor(Composer.prototype, 'next');
  let reached = false;
  Object.defineProperty(Composer.prototype, 'next', {
    ...original,
    value() {
      reached = true;
      return [];
    },
  });
  try {
    act();
  } finally {
    Object.defineProperty(Composer.prototype, 'next', original ?? {});
  }
  return reached;
}

const brackets = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const indented = (levels: number): string =>
  Array.from({ length: levels }, (_, i) => `${' '.repeat(i)}k:`).join('\n');
const keys = (count: number): string =>
  Array.from({ length: count }, (_, i) => `k${String(i)}: 1`).join('\n');

describe('nesting', () => {
  const deep: readonly (readonly [string, string])[] = [
    ['1,000 brackets', `${'['.repeat(1000)}${']'.repeat(1000)}`],
    ['50,000 brackets that nobody closes', '['.repeat(50_000)],
    ['5,000 list marks in a line', '- '.repeat(5000)],
    [
      'indentations behind a bracket',
      `[\n${Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}- k:`).join('\n')}`,
    ],
    ['maps in braces', '{a: '.repeat(2000)],
    ['explicit keys', '? '.repeat(2000)],
    ['keys after keys', 'a: '.repeat(2000)],
    ['300 indentations', indented(300)],
    ['brackets behind a scalar that looks quoted', `a: x\n  "\nb: ${'['.repeat(1000)}`],
  ];
  for (const [name, text] of deep) {
    it(`stops at ${name} before anything recurses, also the second time`, () => {
      for (const _ of [1, 2]) {
        let problems: readonly string[] = [];
        assert.equal(
          composes(() => {
            problems = read(text);
          }),
          false,
        );
        assert.match(problems.at(-1) ?? '', /^yaml-too-deep /);
      }
    });
  }

  it('is counted where the parser is used', () => {
    assert.equal(
      composes(() => read('a: 1')),
      true,
    );
  });

  it('may be 64 levels, not 65', () => {
    assert.deepEqual(read(brackets(64)), []);
    assert.deepEqual(read(brackets(65)), ['yaml-too-deep 1:65']);
    assert.deepEqual(read(indented(64)), []);
    assert.deepEqual(read(indented(65)), ['yaml-too-deep 65:65']);
  });

  it('is not what strings, comments and block scalars hold', () => {
    const open = '['.repeat(500);
    const text = [
      `a: "${open}`,
      `  ${open}"`,
      `b: '${open}'`,
      `c: x${open}`,
      `# ${open}`,
      `d: | # ${open}`,
      `  ${open}`,
      `  ${'- '.repeat(500)}`,
      'e: 1',
    ].join('\n');
    assert.deepEqual(read(text), []);
  });

  it('may be at a list in the column of its key', () => {
    const text = Array.from({ length: 200 }, (_, i) => `k${String(i)}:\n- a\n- b: [1]`).join('\n');
    assert.deepEqual(read(text), []);
  });
});

describe('size', () => {
  it('is not read on after a thousand faults, of which each takes time', () => {
    assert.deepEqual(read(`a: ${'[,]'.repeat(20_000)}\n`), ['yaml-syntax 1:8']);
    assert.equal(read(`a: ${'{{b}}'.repeat(20_000)}\n`).length, 51);
  });

  it('is limited to 256 KB unless a caller takes more', () => {
    const text = `a: "${'x'.repeat(262_144)}"`;
    assert.deepEqual(read(text), ['yaml-too-large 1:1']);
    assert.deepEqual(read(text, { maxLength: 300_000 }), []);
  });

  it('lets 5,000 keys stand in a map', () => {
    assert.deepEqual(read(keys(5000)), []);
    assert.deepEqual(read(`m:\n  a: 1\n${keys(5001)}`), ['yaml-too-many-keys 1:1']);
  });

  it('refuses 50,000 keys without comparing each with each', () => {
    const text = keys(50_000);
    const before = performance.now();
    assert.deepEqual(read(text, { maxLength: 1_000_000 }), ['yaml-too-many-keys 20001:7']);
    assert.ok(performance.now() - before < 10_000);
  });

  it('looks for equal keys in linear time', () => {
    const limits = { maxLength: 1_000_000, maxKeys: 100_000, maxKeysPerMap: 100_000 };
    const text = `${keys(50_000)}\nk7: 2`;
    const before = performance.now();
    assert.deepEqual(read(text, limits), ['yaml-duplicate-key 50001:1']);
    assert.ok(performance.now() - before < 20_000);
  });

  it('reports at most 50 problems and counts the rest', () => {
    const { problems } = readYaml(makeSource('f.yml', '- @\n'.repeat(70)));
    assert.equal(problems.length, 51);
    assert.equal(problems[50]?.message, 'And 20 more problems in this file.');
  });
});
