import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { yamlCursor, type YamlCursor } from '#core/authoring/yamlCursor.ts';
import { yamlSpans } from '#core/authoring/yamlSpans.ts';
import type { DocumentNode } from '#core/documents/node.ts';
import { makeSource } from '#core/documents/source.ts';
import { readYaml } from '#core/documents/yaml.ts';
import type { Position } from '#protocol/problem.ts';

/** The cursor stands where the text has `¦`. */
function at(marked: string): YamlCursor | undefined {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  return yamlCursor(text, makeSource('', text).position(offset));
}

function brief(marked: string): unknown {
  const cursor = at(marked);
  return cursor && [cursor.part, cursor.path.join('.'), cursor.word, cursor.isOpen];
}

describe('yamlCursor', () => {
  it('says which value the cursor is in', () => {
    assert.deepEqual(brief('model: open¦ai/x'), ['value', 'model', 'openai/x', true]);
    assert.deepEqual(brief('messages:\n  - role: us¦er'), [
      'value',
      'messages.0.role',
      'user',
      true,
    ]);
    assert.deepEqual(brief('a:\n- x: 1\n- y: "t¦wo"\nb: 3'), ['value', 'a.1.y', 'two', false]);
    assert.deepEqual(brief('models:\n  - a\n  - b¦'), ['value', 'models.1', 'b', true]);
    assert.deepEqual(brief('a:\n  - content: |\n      one\n      tw¦o\n    role: x'), [
      'value',
      'a.0.content',
      '',
      false,
    ]);
  });

  it('says which key the cursor is in, half-written ones too', () => {
    assert.deepEqual(brief('messages:\n  - role: user\n    cont¦'), [
      'key',
      'messages.0.cont',
      'cont',
      false,
    ]);
    assert.deepEqual(brief('mess¦ages: []'), ['key', 'messages', 'messages', false]);
    assert.deepEqual(brief('na¦'), ['key', 'na', 'na', false]);
  });

  it('knows what an empty place is for', () => {
    assert.deepEqual(brief('model: ¦'), ['value', 'model', '', true]);
    assert.deepEqual(brief('models:\n  - ¦'), ['value', 'models.0', '', true]);
    assert.deepEqual(brief('a:\n  - role: user\n    ¦'), ['key', 'a.0.', '', false]);
    assert.deepEqual(brief('a:\n  - role: user\n  ¦'), ['value', 'a', '', true]);
    assert.deepEqual(brief('a: 1\n¦'), ['key', '', '', false]);
    assert.deepEqual(brief('¦'), ['key', '', '', false]);
    assert.deepEqual(brief('with:\n  ¦\nb: 1'), ['value', 'with', '', true]);
  });

  it('reads collections on one line', () => {
    assert.deepEqual(brief('a: { role: us¦er, x: 1 }'), ['value', 'a.role', 'user', false]);
    assert.deepEqual(brief('a: { role: user, x¦: 1 }'), ['key', 'a.x', 'x', false]);
    assert.deepEqual(brief('a: { role: user, ¦ }'), ['key', 'a.', '', false]);
    assert.deepEqual(brief('a: { role: ¦ }'), ['value', 'a.role', '', true]);
    assert.deepEqual(brief('a: { role: ¦'), ['value', 'a.role', '', true]);
    assert.deepEqual(brief('models: [a, ¦]'), ['value', 'models.1', '', true]);
    assert.deepEqual(brief('models: [a, b¦, c]'), ['value', 'models.1', 'b', false]);
    assert.deepEqual(brief('a: [{b: [1, {c: ¦d}]}]'), ['value', 'a.0.b.1.c', 'd', false]);
  });

  it('ends an unclosed quote or bracket where the indentation says so', () => {
    assert.deepEqual(brief('a: "{{na\nb:\n  c: ¦d'), ['value', 'b.c', 'd', true]);
    assert.deepEqual(brief('a: { x: 1\nb: ¦d'), ['value', 'b', 'd', true]);
  });

  it('gives nothing inside comments', () => {
    assert.equal(at('a: 1 # com¦ment'), undefined);
    assert.equal(at('# com¦ment'), undefined);
  });

  it('names the other keys of the map, below the cursor too', () => {
    assert.deepEqual(at('a:\n  - role: user\n    ¦\n    content: x\nb: 1')?.siblings, [
      'role',
      'content',
    ]);
    assert.deepEqual(at('a: { b: 1, ¦, c: 2 }')?.siblings, ['b', 'c']);
  });

  it('replaces the word without its quotation marks', () => {
    assert.deepEqual(at('a: "b¦c" # d')?.range, {
      start: { line: 1, column: 5 },
      end: { line: 1, column: 7 },
    });
    assert.equal(at('a:¦')?.needsSpace, true);
    assert.equal(at('a: ¦')?.needsSpace, false);
  });

  it('agrees with the reader on well-formed files', () => {
    fc.assert(
      fc.property(documents(), (text) => {
        const { value, problems } = readYaml(makeSource('x.yml', text));
        fc.pre(value !== undefined && problems.length === 0);
        for (const { path, part, place } of placesIn(value)) {
          const cursor = yamlCursor(text, place);
          assert.deepEqual([cursor?.part, cursor?.path], [part, path]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('never fails, whatever the text and wherever it ends', () => {
    const piece = fc.constantFrom(...Array.from('ab:-{}[]"\'|>#,\n\n  \t\r?&*!%{{x}}'));
    const random = fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join(''));
    const cut = fc
      .tuple(documents(), fc.nat())
      .map(([text, length]) => text.slice(0, length % (text.length + 1)));
    fc.assert(
      fc.property(fc.oneof(random, cut), fc.nat(), (text, wish) => {
        const offset = wish % (text.length + 1);
        const source = makeSource('', text);
        yamlCursor(text, source.position(offset));
        for (const { start, end, from, to } of yamlSpans(text, offset).spans)
          assert.ok(0 <= from && from <= to && to <= text.length && start <= end);
      }),
      { numRuns: 2000 },
    );
  });
});

function documents(): fc.Arbitrary<string> {
  const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,7}$/);
  const scalar = fc.oneof(
    word,
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(
      'two words',
      'a: b',
      '# no',
      '{{x}}',
      'line\nline two\n',
      'x\n\ny',
      "it's",
      '"q"',
    ),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      scalar,
      fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
      fc.dictionary(word, tie('tree'), { minKeys: 1, maxKeys: 4 }),
    ),
  }));
  const root = fc.dictionary(word, tree, { minKeys: 1, maxKeys: 5 });
  return fc
    .record({
      root,
      flow: fc.boolean(),
      indentSeq: fc.boolean(),
      quotes: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL'),
    })
    .map(({ root: value, flow, indentSeq, quotes }) =>
      stringify(value, {
        lineWidth: 0,
        indentSeq,
        defaultStringType: quotes as 'PLAIN',
        defaultKeyType: 'PLAIN',
        collectionStyle: flow ? 'flow' : 'any',
        aliasDuplicateObjects: false,
      }),
    );
}

interface Place {
  readonly path: readonly (string | number)[];
  readonly part: 'key' | 'value';
  readonly place: Position;
}

function* placesIn(node: DocumentNode, path: readonly (string | number)[] = []): Generator<Place> {
  if (node.kind === 'scalar') {
    yield { path, part: 'value', place: node.range.start };
    if (node.range.start.line === node.range.end.line)
      yield { path, part: 'value', place: node.range.end };
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) yield* placesIn(item, [...path, index]);
  } else
    for (const { key, keyRange, value } of node.entries) {
      yield { path: [...path, key], part: 'key', place: keyRange.start };
      yield { path: [...path, key], part: 'key', place: keyRange.end };
      yield* placesIn(value, [...path, key]);
    }
}
