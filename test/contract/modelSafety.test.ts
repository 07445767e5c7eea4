import assert from 'node:assert/strict';
import { keyReference, startMockProvider } from '#support/mockProvider.ts';
import type { MockProvider } from '#support/mockProvider.ts';
import { call, canaryKey, failure, flavours, openModel, request } from '#support/openedModel.ts';

let provider: MockProvider;
let canary: MockProvider;

before(async () => {
  provider = await startMockProvider({ keepBodies: true });
  canary = await startMockProvider();
});

after(async () => {
  await provider[Symbol.asyncDispose]();
  await canary[Symbol.asyncDispose]();
});

for (const flavour of flavours) {
  const { stream } = flavour;

  describe(`a model of kind ${flavour.title}`, () => {
    for (const [when, behaviour] of [
      ['before the answer', { latencyMs: 5000 }],
      ['amid the answer', { fault: { kind: 'stall', after: 1 } }],
    ] as const) {
      it(`ends at once, and closes its connection, where it is cancelled ${when}`, async () => {
        provider.script({ otherwise: behaviour });
        const { model } = openModel(flavour, provider.baseUrl);
        const before = provider.openSockets();
        const stop = new AbortController();
        const reply = failure(model.reply(request('hi'), call(stop.signal)));
        await until(() => provider.log().count === 1);
        await pause(50);
        const started = performance.now();
        stop.abort();
        assert.equal((await reply).code, 'cancelled');
        assert.ok(performance.now() - started < 100);
        await until(() => provider.openSockets() <= before);
      });
    }

    it('sends nothing where it is cancelled already', async () => {
      provider.script({});
      const { model } = openModel(flavour, provider.baseUrl);
      const error = await failure(model.reply(request('hi'), call(AbortSignal.abort())));
      assert.deepEqual([error.code, error.billed, provider.log().count], ['cancelled', 'no', 0]);
    });

    it('sends neither key nor prompt where a redirect points', async () => {
      const before = canary.log().connections;
      const location = `${canary.baseUrl}/chat/completions`;
      for (const status of [301, 302, 303, 307, 308]) {
        provider.script({ otherwise: { status, headers: { location }, body: '' } });
        const { model } = openModel(flavour, provider.baseUrl);
        assert.equal((await failure(model.reply(request('hi'), call()))).code, 'redirected');
      }
      assert.equal(canary.log().connections - before, 0);
    });

    it('refuses http to another machine, and addresses with a password, before it looks at the key', async () => {
      for (const baseUrl of [
        'http://example.com/v1',
        'https://a:b@example.com/v1',
        'ftp://127.0.0.1',
        'no',
      ]) {
        const { model } = openModel(flavour, provider.baseUrl, {
          settings: { provider: 'p', kind: flavour.kind, baseUrl, stream },
          secret: {
            ref: 'r',
            reveal: () => {
              throw new Error('The key was looked at.');
            },
          },
        });
        assert.equal((await failure(model.reply(request('hi'), call()))).code, 'origin-refused');
      }
    });

    it('sends the key it was given and nothing that the environment holds', async () => {
      const restore = fillEnvironment(`${canary.baseUrl}/stolen`);
      const connections = canary.log().connections;
      const printed = listenToConsole();
      try {
        provider.script({});
        const { model, logged } = openModel(flavour, provider.baseUrl);
        await model.reply(request('hi'), call());
        assert.deepEqual(logged, []);
      } finally {
        restore();
        printed.stop();
      }
      assert.deepEqual(printed.lines, []);
      const [seen] = provider.log().requests;
      assert.equal(canary.log().connections, connections);
      assert.equal(seen?.key, keyReference(canaryKey));
      assert.deepEqual(Object.keys(seen.headers ?? {}).toSorted(), [
        'accept',
        ...(flavour.kind === 'anthropic' ? ['anthropic-version'] : []),
        'authorization',
        'connection',
        'content-length',
        'content-type',
        'host',
        'user-agent',
      ]);
      assert.ok(!JSON.stringify(seen).includes('from-environment'));
    });
  });
}

describe('a model that needs a key', () => {
  for (const flavour of flavours.filter((one) => one.kind !== 'compatible')) {
    it(`of kind ${flavour.title} names the variable to set, and sends nothing, without one`, async () => {
      provider.script({});
      const { model } = openModel(flavour, provider.baseUrl, { secret: undefined });
      const error = await failure(model.reply(request('hi'), call()));
      assert.equal(error.code, 'missing-key');
      assert.match(
        error.message,
        flavour.kind === 'openai' ? /OPENAI_API_KEY/u : /ANTHROPIC_API_KEY/u,
      );
      assert.equal(provider.log().count, 0);
    });
  }
});

/** Every variable that an SDK would listen to. */
function fillEnvironment(url: string): () => void {
  const before = { ...process.env };
  Object.assign(process.env, {
    OPENAI_BASE_URL: url,
    OPENAI_API_KEY: 'from-environment',
    OPENAI_ADMIN_KEY: 'from-environment',
    OPENAI_ORG_ID: 'from-environment',
    OPENAI_PROJECT_ID: 'from-environment',
    OPENAI_CUSTOM_HEADERS: 'x-stolen: from-environment\nauthorization: from-environment',
    OPENAI_LOG: 'debug',
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: 'from-environment',
    ANTHROPIC_AUTH_TOKEN: 'from-environment',
    ANTHROPIC_CUSTOM_HEADERS: 'x-stolen: from-environment\nanthropic-version: from-environment',
    ANTHROPIC_LOG: 'debug',
    HTTP_PROXY: url,
    HTTPS_PROXY: url,
    http_proxy: url,
  });
  return () => {
    process.env = before;
  };
}

/** An SDK logs to the console unless it is told not to. */
function listenToConsole(): { readonly lines: readonly string[]; readonly stop: () => void } {
  const lines: string[] = [];
  const hear = (...words: unknown[]): number => lines.push(words.join(' '));
  const loud = globalThis.console;
  const before = { ...loud };
  Object.assign(loud, { debug: hear, info: hear, log: hear, warn: hear, error: hear });
  return { lines, stop: () => Object.assign(loud, before) };
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 1000;
  while (!isSo()) {
    assert.ok(performance.now() < deadline, 'what the test waits for did not come');
    await pause(5);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
