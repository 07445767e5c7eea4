import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { makeSource } from '#core/documents/source.ts';
import { readYaml } from '#core/documents/yaml.ts';
import { YamlPieces } from '#core/documents/yamlPieces.ts';
import { promptYml } from '#core/formats/promptYml/read.ts';

const text = `name: asked
model: mock/small
messages:
  - role: user
    content: |
      Is it so?
      - {{question}}
testData:
  - id: a
    question: "One?"
    # a remark
    expected: yes

  - { id: b, question: 'Two: it''s', tags: [x, y] }
  - id: c
    question: |
      - three
      lines

      of text
    expected: >-
      folded
      text
evaluators:
  - uses: exact-match
`;

function inPieces(content: string): unknown {
  return new YamlPieces().read(makeSource('a.yml', content), 'testData');
}

/** Where maps and lists end in white space is nobody's business. */
function withoutEnds(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part: unknown) =>
      key === 'range' ? (part as { readonly start: unknown }).start : part,
    ),
  );
}

describe('a YAML file read in pieces', () => {
  it('gives the same nodes and places as when read whole', () => {
    assert.deepEqual(inPieces(text), readYaml(makeSource('a.yml', text)).value);
    assert.notEqual(inPieces(text), undefined);
  });

  it('gives the places of now where an item has moved since it was read', () => {
    const pieces = new YamlPieces();
    pieces.read(makeSource('a.yml', text), 'testData');
    const later = text.replace('model:', 'description: more\nmodel:');
    const source = makeSource('a.yml', later);
    assert.deepEqual(pieces.read(source, 'testData'), readYaml(source).value);
  });

  for (const [what, broken] of [
    ['a quote that does not end', text.replace('"One?"', '"One?')],
    ['a duplicate key', text.replace('expected: yes', 'question: yes')],
    ['another indentation', text.replace('  - { id: b', ' - { id: b')],
    ['a second document', `${text}---\na: 1\n`],
    ['a list in one line', text.replace(/testData:[^]*evaluators/, 'testData: []\nevaluators')],
    ['a second key of that name', `${text}testData:\n  - id: d\n`],
    ['an item that is no map', text.replace('  - { id: b', '  - text\n  - { id: b')],
    ['tabs', text.replace('    question: "One', '\tquestion: "One')],
  ] as const)
    it(`leaves a file with ${what} to the whole reader`, () => {
      assert.equal(inPieces(broken), undefined);
    });

  it('never differs from the whole reader, whatever is written over the file', () => {
    const edit = fc.record({
      at: fc.nat(text.length),
      length: fc.nat(12),
      insert: fc.oneof(
        fc.constantFrom('"', "'", '- ', '\n', '  ', ': ', '{', '}', '[', ']', '#', '|', '>', 'a'),
        fc.constantFrom(
          '\n  - id: new\n',
          'testData:\n',
          '\n---\n',
          '{{x}}',
          '&a ',
          '*a',
          '\t',
          '? ',
        ),
        fc.string({ maxLength: 6 }),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        const pieces = new YamlPieces();
        const reader = promptYml.openReader?.();
        assert.ok(reader);
        let content = text;
        for (const { at, length, insert } of edits) {
          content = content.slice(0, at) + insert + content.slice(at + length);
          const source = makeSource('a.yml', content);
          const whole = readYaml(source);
          const part = pieces.read(source, 'testData');
          if (part !== undefined)
            assert.deepEqual(withoutEnds({ value: part, problems: [] }), withoutEnds(whole));
          const bytes = Buffer.from(content.toWellFormed());
          assert.deepEqual(
            withoutEnds(reader(bytes, 'a.yml')),
            withoutEnds(promptYml.read(bytes, 'a.yml')),
          );
        }
      }),
      { numRuns: Number(process.env['ASSAY_RUNS'] ?? 300) },
    );
  });
});
