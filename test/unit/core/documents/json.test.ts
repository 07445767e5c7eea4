import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JsonValue } from '#base/json.ts';
import { nodeAt, plainValue } from '#core/documents/node.ts';
import { readJson } from '#core/documents/json.ts';
import { makeSource } from '#core/documents/source.ts';
import { places } from '#support/places.ts';

function read(text: string): { value: JsonValue | undefined; problems: readonly string[] } {
  const { value, problems } = readJson(makeSource('f.json', text));
  return {
    value: value === undefined ? undefined : plainValue(value),
    problems: places(problems),
  };
}

describe('reading JSON', () => {
  it('gives what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const numbers = JSON.stringify(JSON.parse(text));
        const reading = read(text);
        if (reading.problems.length === 0) assert.equal(JSON.stringify(reading.value), numbers);
        else assert.match(reading.problems[0] ?? '', /^json-big-number/);
      }),
      { numRuns: 300 },
    );
  });

  it('gives places', () => {
    const { value } = readJson(makeSource('f.json', '{\n  "a": [1, "é"]\n}'));
    assert.ok(value);
    assert.deepEqual(nodeAt(value, ['a', 1]), {
      kind: 'scalar',
      range: { start: { line: 2, column: 12 }, end: { line: 2, column: 15 } },
      value: 'é',
      quoted: true,
      raw: '"é"',
    });
    assert.deepEqual(value.range, { start: { line: 1, column: 1 }, end: { line: 3, column: 2 } });
  });

  it('keeps __proto__ as a key like any other', () => {
    const { value } = read('{"__proto__": {"polluted": 1}, "constructor": 2}');
    assert.deepEqual(Object.keys(value ?? {}), ['__proto__', 'constructor']);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  const faults: readonly (readonly [string, string, JsonValue | undefined, readonly string[]])[] = [
    ['an empty file', ' \n', undefined, ['json-empty 2:1']],
    ['a comment', '{"a": 1} // x', { a: 1 }, ['json-comment 1:10']],
    ['a block comment', '[/* x */ 1]', [1], ['json-comment 1:2']],
    ['a comma at the end of a map', '{"a": 1,\n}', { a: 1 }, ['json-trailing-comma 1:8']],
    ['a comma at the end of a list', '[[1], ]', [[1]], ['json-trailing-comma 1:5']],
    ['two commas', '[1,, 2]', [1], ['json-syntax 1:4']],
    ['a comma alone', '[,]', [], ['json-syntax 1:2']],
    ['single quotes', "{'a': 1}", {}, ['json-syntax 1:2']],
    ['a key without quotes', '{a: 1}', {}, ['json-syntax 1:2']],
    ['NaN', '[1, NaN]', [1], ['json-syntax 1:5']],
    ['a leading zero', '[012]', [], ['json-syntax 1:2']],
    ['a line end in a string', '["a\nb"]', [], ['json-syntax 1:2']],
    ['an unknown escape', '["\\x"]', [], ['json-syntax 1:2']],
    ['a missing comma', '[1 2]', [1], ['json-syntax 1:4']],
    ['a missing colon', '{"a" 1}', {}, ['json-syntax 1:6']],
    ['the wrong bracket', '{"a": [1}', { a: [1] }, ['json-syntax 1:9']],
    ['a cut file', '{"a": [1,', { a: [1] }, ['json-syntax 1:10']],
    ['a second value', '{} {}', {}, ['json-syntax 1:4']],
    ['equal keys', '{"a": 1, "a": 2}', { a: 2 }, ['json-duplicate-key? 1:10']],
    ['a large integer', '[9007199254740993]', [9007199254740992], ['json-big-number 1:2']],
    ['a number beyond all', '[1e400]', ['1e400'], ['json-number 1:2']],
  ];
  for (const [name, text, value, problems] of faults) {
    it(`points at ${name}`, () => {
      assert.deepEqual(read(text), { value, problems });
    });
  }

  it('says what to do about Python and JavaScript words', () => {
    const nexts = ['True', 'None', 'undefined', 'NaN', "'a'"].map(
      (word) => readJson(makeSource('f.json', word)).problems[0]?.next,
    );
    assert.deepEqual(nexts, [
      'Write true.',
      'Write null.',
      'Write null.',
      'JSON has no such number; write null or leave it out.',
      'Use double quotes.',
    ]);
  });

  it('stops at 64 levels, however many follow', () => {
    assert.deepEqual(read('['.repeat(64) + ']'.repeat(64)).problems, []);
    assert.deepEqual(read('['.repeat(200_000)), {
      value: undefined,
      problems: ['json-too-deep 1:65'],
    });
    assert.deepEqual(read('{"a":'.repeat(65)).problems, ['json-too-deep 1:321']);
  });

  it('stops at the limits of size', () => {
    assert.deepEqual(read(`"${'x'.repeat(262_144)}"`).problems, ['json-too-large 1:1']);
    const many = `{${Array.from({ length: 5001 }, (_, i) => `"${String(i)}":1`).join()}}`;
    assert.deepEqual(read(many).problems, ['json-too-many-keys 1:43892']);
  });
});
