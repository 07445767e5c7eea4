import assert from 'node:assert/strict';
import type { ModelRequest } from '#core/models/model.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import type { MockProvider } from '#support/mockProvider.ts';
import { call, failure, flavours, openModel, request } from '#support/openedModel.ts';

let provider: MockProvider;

before(async () => {
  provider = await startMockProvider({ keepBodies: true });
});

after(async () => {
  await provider[Symbol.asyncDispose]();
});

/** What this kind of model sends for a request, and where to. */
async function sent(title: string, over: Partial<ModelRequest>, opening = {}): Promise<unknown> {
  const flavour = flavours.find((one) => one.title === title);
  assert.ok(flavour);
  provider.script({});
  await openModel(flavour, provider.baseUrl, opening).model.reply(request('hi', over), call());
  const [seen] = provider.log().requests;
  return { path: seen?.path, ...(seen?.body as object) };
}

const messages = [
  { role: 'system', content: 'Answer briefly.' },
  { role: 'user', content: 'hi' },
];
const parameters = { temperature: 0, topP: 0.5, maxTokens: 9 };
const schema = { type: 'object', properties: {}, additionalProperties: false };
const responseFormat = { type: 'json_schema', name: 'answer', strict: true, schema } as const;

describe('what is sent', () => {
  it('to the Responses API asks that nothing be kept', async () => {
    assert.deepEqual(await sent('openai (Responses)', { parameters, responseFormat }), {
      path: '/v1/responses',
      model: 'small',
      input: messages,
      store: false,
      temperature: 0,
      top_p: 0.5,
      max_output_tokens: 9,
      text: { format: { type: 'json_schema', name: 'answer', strict: true, schema } },
    });
  });

  it('to OpenAI goes to Chat Completions where a seed or a stop needs it', async () => {
    assert.deepEqual(
      await sent('openai (Responses)', { parameters: { seed: 7, stop: ['\n'], maxTokens: 9 } }),
      {
        path: '/v1/chat/completions',
        model: 'small',
        messages,
        seed: 7,
        stop: ['\n'],
        max_completion_tokens: 9,
      },
    );
  });

  it('to a compatible server has the names that old servers know', async () => {
    assert.deepEqual(
      await sent('compatible', {
        parameters: { ...parameters, seed: 7, stop: ['a', 'b'] },
        responseFormat,
      }),
      {
        path: '/v1/chat/completions',
        model: 'small',
        messages,
        temperature: 0,
        top_p: 0.5,
        max_tokens: 9,
        seed: 7,
        stop: ['a', 'b'],
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', strict: true, schema },
        },
      },
    );
  });

  it('to a compatible server asks for usage when it streams', async () => {
    assert.deepEqual(
      await sent('compatible, streaming', { responseFormat: { type: 'json_object' } }),
      {
        path: '/v1/chat/completions',
        model: 'small',
        messages,
        response_format: { type: 'json_object' },
        stream: true,
        stream_options: { include_usage: true },
      },
    );
  });

  it('to Anthropic has the system text apart', async () => {
    assert.deepEqual(
      await sent('anthropic', { parameters: { ...parameters, stop: ['\n'] }, responseFormat }),
      {
        path: '/v1/messages',
        model: 'small',
        max_tokens: 9,
        messages: messages.slice(1),
        system: 'Answer briefly.',
        temperature: 0,
        top_p: 0.5,
        stop_sequences: ['\n'],
        output_config: { format: { type: 'json_schema', schema } },
      },
    );
  });

  for (const [maxOutputTokens, expected] of [
    [undefined, 4096],
    [1000, 1000],
    [64_000, 4096],
  ] as const) {
    it(`to Anthropic has a limit of ${expected} where the catalogue says ${String(maxOutputTokens)}`, async () => {
      const body = await sent(
        'anthropic',
        {},
        maxOutputTokens === undefined ? {} : { maxOutputTokens },
      );
      assert.equal((body as { max_tokens: number }).max_tokens, expected);
    });
  }

  for (const [name, over] of [
    ['seed', { parameters: { seed: 7 } }],
    ['responseFormat.json_object', { responseFormat: { type: 'json_object' } }],
  ] as const) {
    it(`to Anthropic never has ${name}: it is refused by name`, async () => {
      const flavour = flavours.find((one) => one.title === 'anthropic');
      assert.ok(flavour);
      provider.script({});
      const { model } = openModel(flavour, provider.baseUrl);
      const error = await failure(model.reply(request('hi', over), call()));
      assert.equal(error.code, 'bad-request');
      assert.ok(error.message.includes(name));
      assert.equal(provider.log().count, 0);
    });
  }
});
