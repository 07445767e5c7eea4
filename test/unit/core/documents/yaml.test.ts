import assert from 'node:assert/strict';
import type { JsonValue } from '#base/json.ts';
import { nodeAt, plainValue } from '#core/documents/node.ts';
import { makeSource } from '#core/documents/source.ts';
import { readYaml } from '#core/documents/yaml.ts';
import { places } from '#support/places.ts';

function read(text: string): { value: JsonValue | undefined; problems: readonly string[] } {
  const { value, problems } = readYaml(makeSource('f.yml', text));
  return {
    value: value === undefined ? undefined : plainValue(value),
    problems: places(problems),
  };
}

/** The only problem's step out. */
function nextOf(text: string): string | undefined {
  const { problems } = readYaml(makeSource('f.yml', text));
  assert.equal(problems.length, 1);
  return problems[0]?.next;
}

describe('reading YAML', () => {
  it('gives values with their places', () => {
    const { value, problems } = readYaml(makeSource('f.yml', 'a:\n  - b: "x y"\n    c: 012\n'));
    assert.deepEqual(problems, []);
    assert.ok(value);
    assert.deepEqual(plainValue(value), { a: [{ b: 'x y', c: 12 }] });
    assert.deepEqual(nodeAt(value, ['a', 0, 'b']), {
      kind: 'scalar',
      range: { start: { line: 2, column: 8 }, end: { line: 2, column: 13 } },
      value: 'x y',
      quoted: true,
      raw: '"x y"',
    });
    assert.deepEqual(nodeAt(value, ['a', 0, 'c']), {
      kind: 'scalar',
      range: { start: { line: 3, column: 8 }, end: { line: 3, column: 11 } },
      value: 12,
      quoted: false,
      raw: '012',
    });
  });

  it('reads scalars by the core schema of YAML 1.2', () => {
    const text = 'a: no\nb: 1_000\nc: 0o14\nd: ~\ne: 2026-11-01\nf: 1e3\ng: true\nh: 0x1F\n';
    assert.deepEqual(read(text), {
      value: { a: 'no', b: '1_000', c: 12, d: null, e: '2026-11-01', f: 1000, g: true, h: 31 },
      problems: [],
    });
  });

  for (const [name, end] of [
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ] as const) {
    it(`takes ${name} for a line end`, () => {
      const text = ['a: 1', 'b:', '  - 2', 'c: @'].join(end);
      assert.deepEqual(read(text), {
        value: { a: 1, b: [2], c: '@' },
        problems: ['yaml-syntax 4:4'],
      });
    });
  }

  it('lets U+2028 be text', () => {
    assert.deepEqual(read('a: x\u2028y').value, { a: 'x\u2028y' });
  });

  it('takes "---" in a block scalar for text', () => {
    assert.deepEqual(read('a: |\n  x\n  ---\n  y\n'), {
      value: { a: 'x\n---\ny\n' },
      problems: [],
    });
  });

  it('takes one document between marks', () => {
    assert.deepEqual(read('---\na: 1\n...\n'), { value: { a: 1 }, problems: [] });
  });
});

describe('what YAML is refused', () => {
  const refused: readonly (readonly [string, string, readonly string[]])[] = [
    ['an empty file', '', ['yaml-empty 1:1']],
    ['only comments', '# a\n# b\n', ['yaml-empty 1:1']],
    ['only null', 'null', ['yaml-root 1:1']],
    ['a single value', '\nhello', ['yaml-root 2:1']],
    ['two documents', 'a: 1\n---\nb: 2\n', ['yaml-documents 2:1']],
    ['a document after "..."', 'a: 1\n...\nb: 2\n', ['yaml-documents 3:1']],
    ['an anchor and its alias', 'a: &x 1\nb: *x\n', ['yaml-alias 1:4', 'yaml-alias 2:4']],
    ['an alias of nothing', 'a: *x\n', ['yaml-alias 1:4']],
    ['an anchor in itself', '&x a:\n  - *x\n', ['yaml-alias 1:1', 'yaml-alias 2:5']],
    ['a merge key', 'a:\n  <<: { b: 1 }\n', ['yaml-merge 2:3']],
    ['a tag of a language', 'a: !!js/function x\n', ['yaml-tag 1:4']],
    ['a tag of an application', 'a: !include b.yml\n', ['yaml-tag 1:4']],
    ['a directive', '%YAML 1.1\n---\na: yes\n', ['yaml-directive 1:1']],
    ['a tab as indentation', 'a:\n\tb: 1\n', ['yaml-tab 2:1']],
    ['equal keys', 'a: 1\nb: 2\na: 3\n', ['yaml-duplicate-key 3:1']],
    ['equal keys in a flow map', 'm: { "a": 1, a: 2 }\n', ['yaml-duplicate-key 1:14']],
    ['__proto__', 'a:\n  __proto__: { x: 1 }\n', ['yaml-forbidden-key 2:3']],
    ['constructor', 'constructor: 1\nb: 2\n', ['yaml-forbidden-key 1:1']],
    ['prototype', 'prototype: 1\nb: 2\n', ['yaml-forbidden-key 1:1']],
    ['a number as a key', '1: a\n', ['yaml-key 1:1']],
    ['true as a key', 'true: a\n', ['yaml-key 1:1']],
    ['a list as a key', '? [x]\n: y\n', ['yaml-key 1:3']],
    ['no key', 'a: 1\n: b\n', ['yaml-key 2:1']],
    ['an integer beyond 2^53', 'a: 9007199254740993\n', ['yaml-big-number 1:4']],
    ['infinity', 'a: .inf\n', ['yaml-number 1:4']],
    ['a number beyond all', 'a: 1e309\n', ['yaml-number 1:4']],
    ['no closing quote', 'a: "x\n', ['yaml-syntax 2:1']],
    ['a second colon', 'a: b: c\n', ['yaml-syntax 1:4']],
    ['a reserved character', 'a: `x`\n', ['yaml-syntax 1:4']],
    ['an unknown escape', 'a: "\\q"\n', ['yaml-syntax 1:5']],
  ];
  for (const [name, text, problems] of refused) {
    it(name, () => {
      assert.deepEqual(read(text).problems, problems);
    });
  }

  it('names both places of equal keys', () => {
    const { problems } = readYaml(makeSource('f.yml', 'a: 1\nb: 2\na: 3\n'));
    assert.equal(problems[0]?.message, 'The key "a" stands here and at line 1, column 1.');
  });

  it('does not let an anchor multiply', () => {
    const lines = Array.from({ length: 9 }, (_, level) => {
      const inner = Array.from({ length: 10 }, () => `*l${String(level)}`).join(', ');
      return `l${String(level + 1)}: &l${String(level + 1)} [${inner}]`;
    });
    const { value, problems } = readYaml(
      makeSource('f.yml', ['l0: &l0 [lol]', ...lines].join('\n')),
    );
    assert.ok(problems.every(({ code }) => code === 'yaml-alias' || code === 'more-problems'));
    assert.ok(value && JSON.stringify(plainValue(value)).length < 2_000);
  });
});

describe('a template without quotes', () => {
  it('is one problem that says to quote it, and is read as it was meant', () => {
    const text = 'messages:\n  - role: user\n    content: {{ticket}} please\n  - role: system\n';
    assert.deepEqual(read(text), {
      value: { messages: [{ role: 'user', content: '{{ticket}} please' }, { role: 'system' }] },
      problems: ['yaml-braces 3:14'],
    });
    assert.equal(nextOf(text), 'Put the value in quotes.');
  });

  it('is found where YAML would silently make a map of it', () => {
    assert.deepEqual(read('prompt: {{name}}\n'), {
      value: { prompt: '{{name}}' },
      problems: ['yaml-braces 1:9'],
    });
  });

  it('is found as the whole file', () => {
    assert.deepEqual(read('{{name}} hi'), { value: undefined, problems: ['yaml-braces 1:1'] });
  });

  it('does not hide what is wrong above it', () => {
    assert.deepEqual(read('a: @\nb: {{x}} y\n').problems, ['yaml-syntax 1:4', 'yaml-braces 2:4']);
  });

  it('is text inside quotes and block scalars', () => {
    assert.deepEqual(read('a: "{{x}}"\nb: |\n  {{x}}\nc: hi {{x}}\n').problems, []);
  });
});
