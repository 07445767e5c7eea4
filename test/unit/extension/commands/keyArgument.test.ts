import { providerArgument } from '#extension/commands/keyArgument.ts';
import assert from 'node:assert/strict';

describe('the provider that a key command is for', () => {
  it('is a name, or that of a tree node', () => {
    assert.equal(providerArgument('openai'), 'openai');
    assert.equal(providerArgument({ provider: 'openai', more: 1 }), 'openai');
  });

  it('is asked for where a caller gives anything else', () => {
    for (const argument of [
      undefined,
      null,
      '',
      3,
      [],
      ['openai'],
      {},
      { provider: 1 },
      { provider: '' },
    ]) {
      assert.equal(providerArgument(argument), undefined);
    }
  });
});
