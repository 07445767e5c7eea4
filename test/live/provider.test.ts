import assert from 'node:assert/strict';
import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import { compatible } from '#core/models/compatible/compatible.ts';
import type { Model, ModelParameters } from '#core/models/model.ts';
import type { ModelReply } from '#protocol/reply.ts';
import { call, failure, testPorts } from '#support/openedModel.ts';

const baseUrl = process.env['ASSAY_LIVE_BASE_URL'] ?? 'http://127.0.0.1:8080/v1';
const names = await liveModels();
const silent = { info: () => undefined, warn: () => undefined };

/** Those that `ASSAY_LIVE_MODELS` lists, or the first that the server offers. */
async function liveModels(): Promise<readonly string[]> {
  const listed = process.env['ASSAY_LIVE_MODELS'];
  if (listed !== undefined) return listed.split(',').map((name) => name.trim());
  const response = await fetch(`${baseUrl}/models`);
  const { data } = (await response.json()) as { readonly data: readonly { readonly id: string }[] };
  return data.slice(0, 1).map((one) => one.id);
}

function open(name: string, stream: boolean): Model {
  return compatible.open({
    id: `live/${name}`,
    name,
    settings: { provider: 'live', kind: 'compatible', baseUrl, stream },
    secret: undefined,
    ports: testPorts(makeNodeFetch(), silent),
    timeouts: { headersMs: 60_000, firstContentMs: 60_000, idleMs: 60_000, attemptMs: 120_000 },
  });
}

function ask(model: Model, content: string, parameters: ModelParameters): Promise<ModelReply> {
  const messages = [{ role: 'user', content } as const];
  return model.reply(
    { messages, parameters: { temperature: 0, ...parameters }, repeat: 0 },
    call(),
  );
}

for (const name of names) {
  describe(`a real server's model ${name}`, () => {
    const question = 'Name the capital of France in one word.';

    it('replies, and says what it counted', async function () {
      this.timeout(120_000);
      const reply = await ask(open(name, false), question, { maxTokens: 64 });
      assert.notEqual(reply.text.trim(), '');
      assert.ok((reply.usage?.inputTokens ?? 0) > 0);
      assert.ok((reply.usage?.outputTokens ?? 0) > 0);
      assert.ok((reply.latencyMs ?? 0) > 0);
    });

    it('says the same streaming as not, at temperature 0', async function () {
      this.timeout(120_000);
      const parameters = { maxTokens: 24, seed: 7 };
      const whole = await ask(open(name, false), question, parameters);
      const streamed = await ask(open(name, true), question, parameters);
      assert.deepEqual(
        [streamed.text, streamed.ending, streamed.usage?.outputTokens],
        [whole.text, whole.ending, whole.usage?.outputTokens],
      );
      assert.ok((streamed.firstContentMs ?? Infinity) <= (streamed.latencyMs ?? 0));
    });

    for (const stream of [false, true]) {
      it(`ends with length at its limit${stream ? ', streaming' : ''}`, async function () {
        this.timeout(120_000);
        const reply = await ask(open(name, stream), 'Count from one to fifty in words.', {
          maxTokens: 5,
        });
        assert.equal(reply.ending, 'length');
        assert.equal(reply.usage?.outputTokens, 5);
      });

      it(`stops where it is told to${stream ? ', streaming' : ''}`, async function () {
        this.timeout(120_000);
        const reply = await ask(open(name, stream), 'Write: 1, 2, 3, 4, 5, 6', {
          maxTokens: 40,
          stop: ['3'],
        });
        assert.ok(!reply.text.includes('3'));
        assert.equal(reply.ending, 'stop');
      });

      it(`ends at once when it is cancelled${stream ? ', streaming' : ''}`, async function () {
        this.timeout(120_000);
        const stop = new AbortController();
        const messages = [{ role: 'user', content: 'Write a long story about the sea.' } as const];
        const request = { messages, parameters: { maxTokens: 400 }, repeat: 0 };
        const reply = failure(open(name, stream).reply(request, call(stop.signal)));
        await new Promise((resolve) => {
          setTimeout(resolve, 300);
        });
        const started = performance.now();
        stop.abort();
        assert.equal((await reply).code, 'cancelled');
        assert.ok(performance.now() - started < 100);
      });
    }
  });
}
