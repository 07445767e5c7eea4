import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import type { Problem } from '#protocol/problem.ts';
import { readShape } from '#core/documents/shape.ts';
import { makeSource } from '#core/documents/source.ts';
import { readYaml } from '#core/documents/yaml.ts';
import { places } from '#support/places.ts';

const shape = z.strictObject({
  name: z.string(),
  size: z.exactOptional(z.int().check(z.gte(1), z.lte(9))),
  kind: z.exactOptional(z.enum(['apple', 'pear'])),
  items: z.exactOptional(
    z
      .array(z.strictObject({ temperature: z.number(), on: z.exactOptional(z.boolean()) }))
      .check(z.minLength(1)),
  ),
  rates: z.exactOptional(
    z.record(z.string().check(z.regex(/^[a-z]+$/)), z.number().check(z.gt(0))),
  ),
  day: z.exactOptional(z.iso.date()),
  either: z.exactOptional(
    z.union([z.literal('none'), z.strictObject({ env: z.string() }), z.array(z.string())]),
  ),
  own: z.exactOptional(
    z.string().check(
      z.refine((text) => text === 'right', {
        error: 'This is not right.',
        params: { code: 'not-right', next: 'Write right.', allowed: 'right' },
      }),
    ),
  ),
});

function check(text: string): readonly Problem[] {
  const document = readYaml(makeSource('f.yml', text));
  assert.ok(document.value);
  return readShape(shape, document.value, 'f.yml').problems;
}

/** Code and place, what was found, what is allowed, the step. */
function only(text: string): readonly (string | undefined)[] {
  const problems = check(text);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  const [{ message, allowed, next } = { message: '', allowed: '', next: '' }] = problems;
  return [places(problems)[0], message, allowed, next];
}

describe('a shape', () => {
  it('gives the value where everything fits', () => {
    const document = readYaml(makeSource('f.yml', 'name: x\nitems: [{ temperature: 0 }]\n'));
    assert.ok(document.value);
    assert.deepEqual(readShape(shape, document.value, 'f.yml'), {
      value: { name: 'x', items: [{ temperature: 0 }] },
      problems: [],
    });
  });

  it('points at an unknown key and guesses what was meant', () => {
    assert.deepEqual(only('name: x\nitems:\n  - temperature: 1\n    temprature: 2\n'), [
      'unknown-key 4:5',
      '"temprature" is no key that can stand here.',
      'temperature, on',
      'Did you mean "temperature"? Rename or remove it.',
    ]);
  });

  it('points at the parent of a missing key', () => {
    assert.deepEqual(only('name: x\nitems: [{ temperature: 1 }, {}]\n'), [
      'missing-key 2:29',
      '"temperature" is missing in "items[1]".',
      'a number',
      'Add it.',
    ]);
    assert.deepEqual(places(check('either: { evn: X }\nname: x\n')), [
      'missing-key 1:1',
      'unknown-key 1:11',
    ]);
  });

  it('says where YAML guessed another type than text', () => {
    assert.deepEqual(only('name: 012'), [
      'yaml-ambiguous 1:7',
      '"name" is text, but YAML reads "012" as a number.',
      'text',
      'Quote it: "012".',
    ]);
    assert.deepEqual(places([...check('name: true'), ...check('name: ~'), ...check('name: 1e3')]), [
      'yaml-ambiguous 1:7',
      'yaml-ambiguous 1:7',
      'yaml-ambiguous 1:7',
    ]);
    assert.deepEqual(places(check('name:\n')), ['wrong-type 1:6']);
  });

  it('names kinds in plain words', () => {
    assert.deepEqual(only('name: [x]'), [
      'wrong-type 1:7',
      '"name" is a list, which cannot stand here.',
      'text',
      'Write text.',
    ]);
    assert.deepEqual(only('name: x\nitems: lots'), [
      'wrong-type 2:8',
      '"items" is the text "lots", which cannot stand here.',
      'a list',
      'Write a list.',
    ]);
    assert.deepEqual(only('[1]').slice(0, 2), [
      'wrong-type 1:1',
      'The file is a list, which cannot stand here.',
    ]);
  });

  it('names the nearest of the allowed values', () => {
    assert.deepEqual(only('name: x\nkind: aple'), [
      'wrong-value 2:7',
      '"kind" is the text "aple", which cannot stand here.',
      'apple, pear',
      'Write "apple".',
    ]);
  });

  it('names the limit of a number, a list and an exclusive bound', () => {
    assert.deepEqual(only('name: x\nsize: 10').slice(2), [
      'a number of at most 9',
      'Write a number of at most 9.',
    ]);
    assert.deepEqual(only('name: x\nitems: []').slice(1, 3), [
      '"items" is an empty list, which cannot stand here.',
      'at least 1 item',
    ]);
    assert.deepEqual(only('name: x\nrates: { a: 0 }').slice(0, 3), [
      'out-of-range 2:13',
      '"rates.a" is 0, which cannot stand here.',
      'a number above 0',
    ]);
    assert.deepEqual(only('name: x\nsize: 1.5').slice(2), [
      'a whole number',
      'Write a whole number.',
    ]);
  });

  it('points at a key that has the wrong form', () => {
    assert.deepEqual(only('name: x\nrates: { A1: 1 }').slice(0, 2), [
      'wrong-value 2:10',
      '"A1" cannot be a key here.',
    ]);
  });

  it('describes a date', () => {
    assert.deepEqual(only('name: x\nday: 2026-02-30').slice(2), [
      'a date such as 2026-11-30',
      'Write a date such as 2026-11-30.',
    ]);
  });

  it('lists what a union allows, or goes into the alternative that was meant', () => {
    assert.deepEqual(only('name: x\neither: 5').slice(1, 3), [
      '"either" is 5, which cannot stand here.',
      'none or a map of keys or a list',
    ]);
    assert.deepEqual(only('name: x\neither: { env: [x] }').slice(0, 2), [
      'wrong-type 2:16',
      '"either.env" is a list, which cannot stand here.',
    ]);
  });

  it("uses the author's own words", () => {
    assert.deepEqual(only('name: x\nown: wrong'), [
      'not-right 2:6',
      'This is not right.',
      'right',
      'Write right.',
    ]);
  });

  it("never uses zod's words, and cuts what it quotes", () => {
    const problems = check(`nmae: ${'y'.repeat(500)}\nkind: ${'z\\u202E'.repeat(200)}\nsize: {}`);
    for (const { message, next } of problems) {
      assert.doesNotMatch(message + next, /Invalid|undefined|object|\u202E/);
      assert.ok(message.length < 200);
    }
  });
});
