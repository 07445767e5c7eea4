import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { requestKey } from '#core/models/layers/requestKey.ts';
import type { ModelRequest, ResponseFormat } from '#core/models/model.ts';
import type { JsonObject } from '#base/json.ts';

const base: ModelRequest = {
  messages: [
    { role: 'system', content: 'Sort.' },
    { role: 'user', content: 'I was charged twice.' },
  ],
  parameters: { temperature: 0, stop: ['\n'] },
  repeat: 0,
};

const key = (request: Partial<ModelRequest> = {}): string =>
  requestKey('openai', 'gpt-5-mini', { ...base, ...request });

const schemaOf = (schema: JsonObject): ResponseFormat => ({
  type: 'json_schema',
  name: 'queue',
  strict: true,
  schema,
});

describe('requestKey', () => {
  it('stays what it is, so that recordings stay valid', () => {
    assert.equal(key(), '545d30ede95610da063fd18bb65d7a9f');
  });

  it('is the same for the first sample as for a question that has no samples', () => {
    assert.equal(key({ sample: 0 }), key());
  });

  it('differs with everything that shapes the reply', () => {
    const keys = [
      key(),
      requestKey('azure', 'gpt-5-mini', base),
      requestKey('openai', 'gpt-5', base),
      key({ repeat: 1 }),
      key({ sample: 1 }),
      key({ repeat: 1, sample: 1 }),
      key({ messages: base.messages.slice(1) }),
      key({ messages: [{ role: 'user', content: 'Sort.' }, base.messages[1]!] }),
      key({ parameters: {} }),
      key({ parameters: { ...base.parameters, temperature: 1 } }),
      key({ parameters: { ...base.parameters, topP: 1 } }),
      key({ parameters: { ...base.parameters, maxTokens: 1 } }),
      key({ parameters: { ...base.parameters, seed: 1 } }),
      key({ parameters: { temperature: 0, stop: ['\n', ''] } }),
      key({ responseFormat: { type: 'text' } }),
      key({ responseFormat: { type: 'json_object' } }),
      key({ responseFormat: schemaOf({ type: 'object' }) }),
      key({ responseFormat: schemaOf({ type: 'array' }) }),
      key({ responseFormat: schemaOf({ enum: ['a', 'b'] }) }),
      key({ responseFormat: schemaOf({ enum: [['a', 'b']] }) }),
      key({ task: 'embedding' }),
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it('does not depend on the order of keys', () => {
    const one = schemaOf({ type: 'object', properties: { a: { x: 1, y: 2 }, b: {} } });
    const other = schemaOf({ properties: { b: {}, a: { y: 2, x: 1 } }, type: 'object' });
    assert.equal(key({ responseFormat: one }), key({ responseFormat: other }));
    assert.equal(key({ parameters: { stop: ['\n'], temperature: 0 } }), key());
  });

  it('is 32 hex digits for any text, broken surrogates included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (content) => {
        assert.match(key({ messages: [{ role: 'user', content }] }), /^[0-9a-f]{32}$/);
      }),
    );
    const [high, low] = ['\ud83d', '\udc00'].map((content) =>
      key({ messages: [{ role: 'user', content }] }),
    );
    assert.notEqual(high, low);
  });
});
