import assert from 'node:assert/strict';
import type { CountTokens } from '#core/tokens/countTokens.ts';
import { requestTokens } from '#core/tokens/requestTokens.ts';

const letters: CountTokens = (text) => ({ tokens: text.length, isEstimate: text.includes('?') });

describe('the tokens of a request', () => {
  it('are those of its texts, four for each message and three for the reply', () => {
    const messages = [{ content: 'abc' }, { content: 'de' }];
    assert.deepEqual(requestTokens(messages, undefined, undefined, letters), {
      tokens: 5 + 8 + 3,
      isEstimate: false,
    });
  });

  it('count a schema as its JSON, and are an estimate where one of them is', () => {
    const format = { type: 'json_schema', name: 'a', strict: false, schema: { a: 1 } } as const;
    assert.deepEqual(requestTokens([{ content: '?' }], format, undefined, letters), {
      tokens: 1 + 4 + 3 + 7,
      isEstimate: true,
    });
  });
});
