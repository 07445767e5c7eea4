import { keyWords } from '#extension/host/keyWords.ts';
import assert from 'node:assert/strict';

describe('the state of a key', () => {
  it('is said in a few words', () => {
    assert.deepEqual(
      [
        keyWords({ kind: 'none-needed' }),
        keyWords({ kind: 'stored' }),
        keyWords({ kind: 'environment', variable: 'OPENAI_API_KEY' }),
        keyWords({ kind: 'other-origin', origin: 'https://old.example' }),
        keyWords({ kind: 'missing' }),
        keyWords({ kind: 'unknown-provider' }),
      ],
      [
        'needs no key',
        'key is set',
        'key from the environment variable OPENAI_API_KEY',
        'key is set for https://old.example, and not used',
        'no key',
        'unknown provider',
      ],
    );
  });
});
