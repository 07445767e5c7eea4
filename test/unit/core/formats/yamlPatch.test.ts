import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { plainValue } from '#core/documents/node.ts';
import { makeSource } from '#core/documents/source.ts';
import { readYaml } from '#core/documents/yaml.ts';
import { patchedYaml, yamlText } from '#core/formats/yamlPatch.ts';

const before = `# What it is for
name:   a   # kept to the byte

# About messages
messages:
    - {role: user,   content: 'Hi'}
repeats: 3

# The end
`;

describe('a patched file', () => {
  it('is the same to the byte where it says the same already', () => {
    const wanted = { name: 'a', messages: [{ role: 'user', content: 'Hi' }], repeats: 3 };
    assert.equal(patchedYaml(before, wanted), before);
    const windows = before.replaceAll('\n', '\r\n');
    assert.equal(patchedYaml(windows, wanted), windows);
  });

  it('changes, adds and drops keys, and leaves the rest and every comment', () => {
    const wanted = { name: 'a', messages: [{ role: 'user', content: 'Bye' }], model: 'x/y' };
    assert.equal(
      patchedYaml(before, wanted),
      `# What it is for
name:   a   # kept to the byte

# About messages
messages:
  - role: user
    content: Bye

# The end
model: x/y
`,
    );
  });

  it('is written anew where it cannot be read', () => {
    for (const text of ['', '{ name: a }', '- a', 'name: [', 'name: a\nname: b\n'])
      assert.equal(patchedYaml(text, { name: 'b' }), 'name: b\n');
  });

  it('says what is wanted, whatever it said before', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd e', '#x', '__proto__x');
    const values = fc.dictionary(
      key,
      fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string()), fc.boolean()),
    );
    fc.assert(
      fc.property(values, values, (old, wanted) => {
        const text = patchedYaml(yamlText(old), wanted);
        if (Object.keys(wanted).length === 0) return;
        const { value } = readYaml(makeSource('a.yml', text));
        assert.deepEqual(value && { ...(plainValue(value) as object) }, { ...wanted });
      }),
    );
  });
});
