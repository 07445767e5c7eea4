import assert from 'node:assert/strict';
import type { ModelRequest } from '#core/models/model.ts';
import { readVector } from '#core/models/vector.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import { call, failure, flavours, openModel } from '#support/openedModel.ts';

let provider: MockProvider;

before(async () => {
  provider = await startMockProvider({ keepBodies: true });
});

after(async () => {
  await provider[Symbol.asyncDispose]();
});

const question: ModelRequest = {
  task: 'embedding',
  messages: [{ role: 'user', content: 'a dog' }],
  parameters: {},
  repeat: 0,
};

for (const flavour of flavours) {
  describe(`embeddings of kind ${flavour.title}`, () => {
    if (flavour.kind === 'anthropic') {
      it('are refused without a request, for the whole model', async () => {
        provider.script({});
        const error = await failure(
          openModel(flavour, provider.baseUrl).model.reply(question, call()),
        );
        assert.equal(error.code, 'bad-request');
        assert.equal(error.scope, 'model');
        assert.equal(error.billed, 'no');
        assert.equal(
          error.message,
          'The interface of anthropic makes no embeddings. Name an embedding model of another provider.',
        );
        assert.equal(provider.log().count, 0);
      });
      return;
    }

    it('come from /embeddings, whole, with what they cost', async () => {
      provider.script({ otherwise: { reply: { answer: { text: '[0.5,-1,2]' } } } });
      const { model } = openModel(flavour, provider.baseUrl);
      const { latencyMs, ...reply } = await model.reply(question, call());
      assert.deepEqual(reply, {
        text: 'AAAAPwAAgL8AAABA',
        ending: 'stop',
        usage: { inputTokens: 2, outputTokens: 0 },
        returnedModel: 'small',
      });
      assert.deepEqual(readVector(reply.text), Float32Array.from([0.5, -1, 2]));
      assert.ok((latencyMs ?? 0) > 0);
      const [seen] = provider.log().requests;
      assert.equal(seen?.path, '/v1/embeddings');
      assert.deepEqual(seen?.body, { model: 'small', input: 'a dog', encoding_format: 'float' });
    });

    it('may be base64, whatever was asked for', async () => {
      provider.script({ otherwise: { body: { data: [{ embedding: 'AACAPwAAAMA=' }] } } });
      const reply = await openModel(flavour, provider.baseUrl).model.reply(question, call());
      assert.equal(reply.text, 'AACAPwAAAMA=');
      assert.equal(reply.usage, undefined);
    });

    it('are a bad reply where there is no vector', async () => {
      for (const body of [
        {},
        { data: [] },
        { data: [{ embedding: [] }] },
        { data: [{ embedding: [1, 'two'] }] },
        { data: [{ embedding: [1, null] }] },
        { data: [{ embedding: 'no vector' }] },
      ]) {
        provider.script({ otherwise: { body } });
        const { model } = openModel(flavour, provider.baseUrl);
        const error = await failure(model.reply(question, call()));
        assert.equal(error.code, 'bad-reply', JSON.stringify(body));
      }
    });
  });
}
