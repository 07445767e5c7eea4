import assert from 'node:assert/strict';
import { keyless } from '#core/models/layers/keyless.ts';
import { ModelError } from '#core/models/modelError.ts';
import { makeSecret } from '#core/models/secret.ts';
import type { ModelReply } from '#protocol/reply.ts';

const key = 'sk-0123456789/+"abcdef';

function ask(secret: string, reply: () => Promise<ModelReply>): Promise<ModelReply> {
  const model = keyless(makeSecret('test', secret))({ id: 'fake/small', reply });
  const request = { messages: [], parameters: {}, repeat: 0 };
  return model.reply(request, { signal: new AbortController().signal, tell: () => undefined });
}

describe('a reply that says the key back', () => {
  it('is kept without it, in every field', async () => {
    const reply = await ask(key, () =>
      Promise.resolve({ text: `<${key}>`, ending: 'stop', requestId: key, returnedModel: key }),
    );
    assert.deepEqual(reply, {
      text: '<[key]>',
      ending: 'stop',
      requestId: '[key]',
      returnedModel: '[key]',
    });
  });

  it('is kept without it behind other text in base64', async () => {
    for (const before of ['', 'a', 'ab', 'abc']) {
      const text = Buffer.from(`${before}${key}`).toString('base64');
      const reply = await ask(key, () => Promise.resolve({ text, ending: 'stop' }));
      assert.match(reply.text, /^.{0,5}\[key\].{0,4}$/);
    }
  });

  it('keeps a word that only stands in for a key', async () => {
    const reply = await ask('ollama', () =>
      Promise.resolve({ text: 'I run on ollama.', ending: 'stop' }),
    );
    assert.equal(reply.text, 'I run on ollama.');
  });

  it('fails without it', async () => {
    const failing = ask(key, () =>
      Promise.reject(new ModelError('bad-reply', `no ${key}`, { partialText: `so ${key}` })),
    );
    await assert.rejects(failing, (error) => {
      assert.ok(error instanceof ModelError);
      assert.equal(error.message, 'no [key]');
      assert.equal(error.detail.partialText, 'so [key]');
      return true;
    });
  });
});
