import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readCatalogue } from '#core/catalogue/read.ts';
import { places } from '#support/places.ts';

const good = readFileSync('test/fixtures/files/catalogue/assay.models.yml');
const broken = (name: string): Uint8Array =>
  readFileSync(`test/fixtures/broken/catalogue/${name}.models.yml`);
const read = (text: string): ReturnType<typeof readCatalogue> =>
  readCatalogue(new TextEncoder().encode(text), 'assay.models.yml');

describe('the catalogue', () => {
  it('is read as written', () => {
    const { value, problems } = readCatalogue(good, 'assay.models.yml');
    assert.deepEqual(problems, []);
    assert.equal(value?.file, 'assay.models.yml');
    assert.deepEqual(
      value?.models.map(({ id, status }) => [id, status]),
      [
        ['openai/gpt-5-mini', 'approved'],
        ['openai/gpt-6-mini', 'trial'],
        ['openai/gpt-4o', 'deprecated'],
        ['anthropic/claude-haiku-4-5', 'approved'],
        ['acme/leaky', 'blocked'],
      ],
    );
    assert.deepEqual(value?.models[0]?.price, {
      input: 0.25,
      cachedInput: 0.025,
      output: 2,
      asOf: '2026-11-01',
    });
    assert.deepEqual(value?.models[0]?.data, { regions: ['eu', 'us'], personalData: 'no' });
  });

  it('is nothing at all where anything in it is wrong, and every mistake has its place', () => {
    const { value, problems } = readCatalogue(broken('mistakes'), 'assay.models.yml');
    assert.equal(value, undefined);
    assert.deepEqual(
      places(problems).toSorted(),
      [
        'missing-key 10:5',
        'out-of-range 7:21',
        'unknown-key 9:5',
        'wrong-format 11:15',
        'wrong-format 8:14',
        'wrong-value 4:13',
        'wrong-type 7:33',
        'yaml-ambiguous 12:11',
        'yaml-number 7:33',
      ].toSorted(),
    );
  });

  it('does not take two entries of one id or a replacement that is not there', () => {
    const { value, problems } = readCatalogue(broken('conflicts'), 'assay.models.yml');
    assert.equal(value, undefined);
    assert.deepEqual(
      problems.map(({ code, message, next }) => [code, message, next]),
      [
        [
          'duplicate-model',
          'The model "a/one" stands here and at line 3, column 11.',
          'Keep one of the two.',
        ],
        [
          'unknown-replacement',
          'The replacement "a/tow" is not in the catalogue.',
          'Did you mean "a/two"? Name a model of this file, or remove the line.',
        ],
        [
          'unknown-replacement',
          'The model "a/two" replaces itself.',
          'Name a model of this file, or remove the line.',
        ],
      ],
    );
    assert.deepEqual(places(problems), [
      'duplicate-model 5:11',
      'unknown-replacement 3:73',
      'unknown-replacement 4:73',
    ]);
  });

  it('cannot name where a provider is', () => {
    const { problems } = read(
      'version: 1\nmodels:\n  - { id: a/b, status: approved, provider: a, name: b, baseUrl: "https://x" }\n',
    );
    assert.deepEqual(places(problems), ['unknown-key 3:56']);
  });

  it('is not read without a version, or of another one', () => {
    assert.deepEqual(places(read('models: []\n').problems), ['missing-key 1:1']);
    assert.deepEqual(places(read('version: 2\nmodels: []\n').problems), ['wrong-value 1:10']);
  });

  it('may list nothing', () => {
    assert.deepEqual(read('version: 1\nmodels: []\n').value?.models, []);
  });
});
