import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readSuite } from '#core/project/suite.ts';
import { places } from '#support/places.ts';

const read = (text: string): ReturnType<typeof readSuite> =>
  readSuite(new TextEncoder().encode(text), 'assay.yml');

describe('the suite', () => {
  it('is read as written, with the places that problems need', () => {
    const bytes = readFileSync('test/fixtures/files/suite/assay.yml');
    const { value, problems } = readSuite(bytes, 'assay.yml');
    assert.deepEqual(problems, []);
    assert.deepEqual(value, {
      file: 'assay.yml',
      prompts: ['prompts/**/*.prompt.yml'],
      models: [
        {
          id: 'openai/gpt-5-mini',
          range: { start: { line: 3, column: 10 }, end: { line: 3, column: 27 } },
        },
        {
          id: 'anthropic/claude-haiku-4-5',
          range: { start: { line: 3, column: 29 }, end: { line: 3, column: 55 } },
        },
      ],
      judge: {
        id: 'openai/gpt-5-mini',
        range: { start: { line: 4, column: 8 }, end: { line: 4, column: 25 } },
      },
      embedding: {
        id: 'openai/vectors',
        range: { start: { line: 5, column: 12 }, end: { line: 5, column: 26 } },
      },
      repeats: 3,
      concurrency: 16,
      maxCostUsd: 1.5,
      cache: 'on',
      allowUnpriced: ['ollama/llama'],
      recordings: { keep: 'hash' },
      gate: {
        passRate: 0.9,
        metrics: { 'right queue': 0.85 },
        judges: 'calibrated',
        range: { start: { line: 12, column: 1 }, end: { line: 12, column: 5 } },
        places: {
          'right queue': { start: { line: 14, column: 14 }, end: { line: 14, column: 25 } },
        },
      },
    });
  });

  it('needs only its version', () => {
    assert.deepEqual(read('version: 1\n').value, {
      file: 'assay.yml',
      models: [],
      allowUnpriced: [],
    });
  });

  it('may say how runs answer without saying what recordings keep', () => {
    const { value, problems } = read('version: 1\nrecordings: { replay: true }\n');
    assert.deepEqual(problems, []);
    assert.deepEqual(value?.recordings, { replay: true });
    assert.deepEqual(places(read('version: 1\nrecordings: { replay: yes }\n').problems), [
      'wrong-type 2:23',
    ]);
  });

  it('points at every mistake', () => {
    const bytes = readFileSync('test/fixtures/broken/suite/mistakes.yml');
    const { value, problems } = readSuite(bytes, 'assay.yml');
    assert.equal(value, undefined);
    assert.deepEqual(places(problems), [
      'wrong-value 1:10',
      'path-outside 2:11',
      'path-outside 2:27',
      'out-of-range 3:9',
      'out-of-range 4:10',
      'wrong-type 6:13',
      'wrong-value 7:8',
      'out-of-range 8:19',
      'wrong-type 8:32',
      'unknown-key 5:1',
      'unknown-key 9:1',
    ]);
    const unknown = problems.find(({ range }) => range.start.line === 5);
    assert.equal(unknown?.next, 'Did you mean "concurrency"? Rename or remove it.');
  });

  for (const path of ['a/../../b', '/a', '~/a', 'C:/a', 'a\\b', 'file:///a', '..']) {
    it(`does not let ${path} lead out of its folder`, () => {
      assert.deepEqual(places(read(`version: 1\nprompts: ['${path}']\n`).problems), [
        'path-outside 2:11',
      ]);
    });
  }

  it('may use dots in names', () => {
    assert.deepEqual(read("version: 1\nprompts: ['a..b/*.prompt.yml', './c']\n").problems, []);
  });
});
