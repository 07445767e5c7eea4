import assert from 'node:assert/strict';
import {
  countedFiles,
  freeFolderName,
  namedFiles,
  planSample,
} from '#extension/commands/samplePlan.ts';

const sample = [
  'prompts/tickets.prompt.yml',
  'assay.yml',
  '.assay/recordings/replies.jsonl',
  'README.md',
];

describe('the plan of the sample', () => {
  it('writes everything into an empty folder, the prompt last', () => {
    assert.deepEqual(
      planSample(sample, () => false),
      {
        writes: [
          '.assay/recordings/replies.jsonl',
          'README.md',
          'assay.yml',
          'prompts/tickets.prompt.yml',
        ],
        kept: [],
      },
    );
  });

  it('leaves alone what is there', () => {
    const there = new Set(['README.md', 'prompts/tickets.prompt.yml', 'package.json']);
    assert.deepEqual(
      planSample(sample, (file) => there.has(file)),
      {
        writes: ['.assay/recordings/replies.jsonl', 'assay.yml'],
        kept: ['README.md', 'prompts/tickets.prompt.yml'],
      },
    );
  });

  it('finds a folder of its own', () => {
    assert.equal(freeFolderName(['src', 'README.md']), 'assay-sample');
    assert.equal(freeFolderName(['Assay-Sample']), 'assay-sample-2');
    assert.equal(freeFolderName(['assay-sample-2', 'assay-sample']), 'assay-sample-3');
  });

  it('names a few files and counts the rest', () => {
    assert.equal(namedFiles(['a', 'b']), 'a, b');
    assert.equal(namedFiles(['a', 'b', 'c', 'd', 'e', 'f']), 'a, b, c, d, e, f');
    assert.equal(
      namedFiles(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']),
      'a, b, c, d, e, f and 2 more',
    );
    assert.equal(countedFiles(1), '1 file');
    assert.equal(countedFiles(6), '6 files');
  });
});
