import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { countTokens as reference } from 'gpt-tokenizer/encoding/o200k_base';
import { loadTokenCounter, usesO200k, type CountTokens } from '#core/tokens/countTokens.ts';
import { estimatedTokens } from '#core/tokens/tokenCounter.ts';

const asText = { disallowedSpecial: new Set<string>() };

describe('counting tokens', () => {
  let count: CountTokens;

  before(async () => {
    count = await loadTokenCounter();
  });

  for (const [text, tokens] of [
    ['', 0],
    ['hello world', 2],
    ['You sort support tickets.', 5],
    ["I'm sure they're DON'T", 4],
    ['1234567', 3],
    ['  indented\n\n\tlines  ', 6],
    ['Grüße aus Köln', 5],
    ['漢字と仮名', 6],
    ['🙂🙃', 3],
    ['<|endoftext|>', 7],
  ] as const) {
    it(`finds ${tokens} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(count(text, { name: 'gpt-5-mini' }), { tokens, isEstimate: false });
    });
  }

  it('agrees with another implementation on any text', () => {
    const alphabet = fc.constantFrom(
      ...Array.from(
        'abcdefghijklmnopqrstuvwxyzABCXYZ0123456789 \n\t.,;:-_(){}<>|/\'"éüßñ漢字仮名한국어привет🙂\u0301\ud800',
      ),
      'the ',
      ' and',
      'tion',
      '\r\n',
      '    ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: alphabet, maxLength: 80 }),
          fc.string({ unit: 'binary', maxLength: 40 }),
        ),
        (text) => {
          const { tokens } = count(text, { name: 'gpt-4o' });
          assert.equal(tokens, reference(text.toWellFormed(), asText));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('counts a page without a space or an end, which looking through it again and again cannot', () => {
    const known = { name: 'gpt-4o' };
    assert.equal(count('漢字仮名'.repeat(25_000), known).tokens, 125_000);
    assert.equal(count('a'.repeat(100_000), known).tokens, 12_500);
    assert.equal(count(' '.repeat(100_000), known).tokens, 782);
  });

  it('says of models with another vocabulary, and of none, that it estimates', () => {
    assert.deepEqual(count('hello world', { name: 'claude-haiku-4-5' }), {
      tokens: 2,
      isEstimate: true,
    });
    assert.equal(count('hello world', undefined).isEstimate, true);
  });

  it('estimates without a vocabulary by the length of the text', () => {
    assert.equal(estimatedTokens('hello world'), 3);
    assert.equal(estimatedTokens('漢字'), 3);
  });
});

describe('the vocabulary of a model', () => {
  for (const name of [
    'gpt-4o',
    'gpt-4.1-mini',
    'openai/gpt-5-mini',
    'o3',
    'o4-mini',
    'gpt-oss:20b',
  ]) {
    it(`is o200k for ${name}`, () => assert.equal(usesO200k(name), true));
  }
  for (const name of [
    'gpt-4',
    'gpt-3.5-turbo',
    'text-embedding-3-small',
    'qwen3',
    'claude-opus-4',
    'o2x',
  ]) {
    it(`is another one for ${name}`, () => assert.equal(usesO200k(name), false));
  }
});
