import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { formatYaml } from '#core/authoring/format/formatYaml.ts';
import { plainValue } from '#core/documents/node.ts';
import { makeSource } from '#core/documents/source.ts';
import { readYaml } from '#core/documents/yaml.ts';

function saysOf(text: string): unknown {
  const { value } = readYaml(makeSource('a.yml', text));
  return value && plainValue(value);
}

describe('laying out YAML', () => {
  it('indents by two, and lists under their key', () => {
    assert.equal(
      formatYaml(`

name:   triage   # sorts
messages:
- role:  user
  content: |
     {{ticket}}
       more


- role: user
  content:   "a  b"
variants:
    -   name: short
        # Why.
        messages:
            - { role: user,   content: "x" }
            -   role:   user
                content: >-
                  folded
                  text
# The end.
`),
      `name: triage   # sorts
messages:
  - role: user
    content: |
       {{ticket}}
         more

  - role: user
    content: "a  b"
variants:
  - name: short
    # Why.
    messages:
      - { role: user,   content: "x" }
      - role: user
        content: >-
          folded
          text
# The end.
`,
    );
  });

  it('keeps texts, brackets and comments as they are', () => {
    const text = `a: "one
  two"   # here
b: [1,
    2]
c: plain
  goes on
d: |+
  kept

e:
`;
    assert.equal(formatYaml(text), text);
  });

  it('leaves a file with errors alone, and one that is laid out', () => {
    for (const text of ['a: [1\n', 'a: 1\na:  2\n', 'a: &x 1\n', '  \n', 'a: 1\n']) {
      assert.equal(formatYaml(text), text);
    }
  });

  it('keeps line ends of Windows', () => {
    assert.equal(formatYaml('a:  1\r\nb:\r\n- 2\r\n'), 'a: 1\r\nb:\r\n  - 2\r\n');
  });

  it('changes nothing that a file says, and nothing the second time', () => {
    const leaf = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '#', '-', '"', "'", '{', 'é') }),
      fc.integer(),
      fc.boolean(),
    );
    const key = fc.constantFrom('a', 'b c', 'd-e', 'f: g', '# h', '1');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }));
    const layout = fc.record({
      indent: fc.integer({ min: 1, max: 6 }),
      indentSeq: fc.boolean(),
      collectionStyle: fc.constantFrom('any' as const, 'block' as const),
      lineWidth: fc.constantFrom(0, 20),
      blockQuote: fc.constantFrom(true, false, 'folded' as const, 'literal' as const),
    });
    fc.assert(
      fc.property(fc.dictionary(key, tree, { minKeys: 1 }), layout, (value, options) => {
        const text = stringify(value, options);
        const once = formatYaml(text);
        assert.deepEqual(saysOf(once), saysOf(text));
        assert.equal(formatYaml(once), once);
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes nothing that the files of this project say', () => {
    const files = globSync(['{sample,examples,test/fixtures}/**/*.{yml,yaml}']);
    assert.ok(files.length > 20);
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      const once = formatYaml(text);
      assert.deepEqual(saysOf(once), saysOf(text), file);
      assert.equal(formatYaml(once), once, file);
    }
  });
});
