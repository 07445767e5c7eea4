import assert from 'node:assert/strict';
import { didYouMean, nearest } from '#core/documents/nearest.ts';
import { quoteFound } from '#core/documents/problems.ts';

describe('the nearest word', () => {
  it('is one that typing could have missed', () => {
    const keys = ['temperature', 'maxTokens', 'topP', 'seed'];
    assert.equal(nearest('temprature', keys), 'temperature');
    assert.equal(nearest('max_tokens', keys), 'maxTokens');
    assert.equal(nearest('tpoP', keys), 'topP');
    assert.equal(nearest('SEED', keys), 'seed');
  });

  it('is none where nothing is near', () => {
    assert.equal(nearest('frequencyPenalty', ['seed', 'topP']), undefined);
    assert.equal(nearest('', ['a']), undefined);
    assert.equal(nearest('x'.repeat(100_000), ['x'.repeat(100_000)]), undefined);
  });

  it('is shown without control characters', () => {
    assert.equal(didYouMean('abc', ['ab\u001Bc']), 'Did you mean "ab\\u{001B}c"? ');
    assert.equal(didYouMean('abc', []), '');
  });
});

describe('quoted file content', () => {
  it('has at most 80 characters and nothing invisible', () => {
    assert.equal(quoteFound('a\u001B[31m\u202Eb\n'), '"a\\u{001B}[31m\\u{202E}b\\n"');
    assert.equal(quoteFound('x'.repeat(81)), `"${'x'.repeat(79)}…"`);
    assert.equal(quoteFound('👍'.repeat(60)).includes('\uFFFD'), false);
  });
});
