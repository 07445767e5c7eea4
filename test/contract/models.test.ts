import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ModelErrorCode, ModelErrorDetail } from '#core/models/modelError.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import type { MockProvider } from '#support/mockProvider.ts';
import type { MockBehaviour, MockFault } from '#support/mockScript.ts';
import { call, canaryKey, failure, flavours, openModel, request } from '#support/openedModel.ts';
import type { Flavour } from '#support/openedModel.ts';

let provider: MockProvider;

before(async () => {
  provider = await startMockProvider();
});

after(async () => {
  await provider[Symbol.asyncDispose]();
});

/** One call against a provider that behaves so. */
async function outcome(flavour: Flavour, behaviour: MockBehaviour, timeouts = {}): Promise<string> {
  provider.script({ otherwise: behaviour });
  const before = provider.log().count;
  const { model, logged } = openModel(flavour, provider.baseUrl, {
    timeouts: { headersMs: 400, firstContentMs: 400, idleMs: 400, attemptMs: 2000, ...timeouts },
  });
  const error = await failure(model.reply(request('hello there'), call()));
  assert.equal(provider.log().count - before, 1, 'one call is one request');
  const everything = inspect(error, { depth: 10, showHidden: true }) + error.stack + logged.join();
  assert.ok(!everything.includes('canary-0123'), 'the key shows nowhere');
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(error.message, /[\u0000-\u001f\u007f-\u009f\u202e]/u);
  assert.ok(error.message.length < 400);
  return error.code;
}

function errorBody(flavour: Flavour, type: string, code?: string): unknown {
  const error = { type, code: code ?? null, message: `No: ${canaryKey}\u001b[31m\u202e` };
  return flavour.kind === 'anthropic' ? { type: 'error', error } : { error };
}

for (const flavour of flavours) {
  const { stream } = flavour;

  describe(`a model of kind ${flavour.title}`, () => {
    it('gives the text, how it ended, what it cost, and who answered', async () => {
      provider.script({
        otherwise: {
          headers: { 'x-request-id': 'req-7', 'set-cookie': 'no=1' },
          reply: {
            answer: { text: 'Hello, wörld 🙂.' },
            usage: { input: 12, cached: 5, output: 4 },
            model: 'small-2026-01-01',
            fingerprint: 'fp-1',
          },
        },
      });
      const { model } = openModel(flavour, provider.baseUrl);
      const { latencyMs, firstContentMs, ...reply } = await model.reply(request('hi'), call());
      assert.deepEqual(reply, {
        text: 'Hello, wörld 🙂.',
        ending: 'stop',
        usage: { inputTokens: 12, cachedInputTokens: 5, outputTokens: 4 },
        returnedModel: 'small-2026-01-01',
        requestId: 'req-7',
        ...(flavour.title.includes('Responses') || flavour.kind === 'anthropic'
          ? {}
          : { fingerprint: 'fp-1' }),
      });
      assert.ok(latencyMs !== undefined && latencyMs > 0 && latencyMs < 2000);
      assert.equal(firstContentMs !== undefined, stream);
    });

    it('leaves absent what the service does not say', async () => {
      provider.script({ otherwise: { reply: { usage: 'none' } } });
      const { model } = openModel(flavour, provider.baseUrl);
      const reply = await model.reply(request('hi'), call());
      assert.deepEqual(Object.keys(reply).toSorted(), [
        'ending',
        ...(stream ? ['firstContentMs'] : []),
        'latencyMs',
        'returnedModel',
        'text',
      ]);
    });

    it('keeps the connection for the next call', async () => {
      provider.script({});
      const { model } = openModel(flavour, provider.baseUrl);
      const before = provider.log().connections;
      for (let n = 0; n < 5; n += 1) await model.reply(request(`call ${n}`), call());
      assert.equal(provider.log().connections - before, 1);
    });

    const endings = [
      ['length', 'length', 'cut o'],
      ['filter', 'filter', 'cut o'],
      ['refusal', 'filter', 'cut o'],
      ['tool', 'tool', ''],
    ] as const;
    for (const [said, ending, text] of endings) {
      it(`says ${ending} where the service ended with ${said}`, async () => {
        provider.script({ otherwise: { reply: { answer: { text: 'cut o' }, ending: said } } });
        const { model } = openModel(flavour, provider.baseUrl);
        const reply = await model.reply(request('hi'), call());
        assert.deepEqual([reply.ending, reply.text], [ending, text]);
      });
    }

    it('gives an empty text as an empty text', async () => {
      provider.script({ otherwise: { reply: { answer: { text: '' } } } });
      const { model } = openModel(flavour, provider.baseUrl);
      const reply = await model.reply(request('hi'), call());
      assert.deepEqual([reply.ending, reply.text], ['stop', '']);
    });

    it('gives two megabytes of text whole', async () => {
      const text = 'é'.repeat(1024 * 1024);
      provider.script({ otherwise: { reply: { answer: () => text }, chunks: { count: 50 } } });
      const { model } = openModel(flavour, provider.baseUrl);
      assert.equal((await model.reply(request('hi'), call())).text === text, true);
    });

    const statuses: readonly [number, string, string | undefined, ModelErrorCode][] = [
      [401, 'authentication_error', 'invalid_api_key', 'unauthorized'],
      [403, 'permission_error', undefined, 'unauthorized'],
      [404, 'not_found_error', 'model_not_found', 'model-not-found'],
      [400, 'invalid_request_error', undefined, 'bad-request'],
      [422, 'invalid_request_error', undefined, 'bad-request'],
      [400, 'invalid_request_error', 'context_length_exceeded', 'too-long'],
      [413, 'request_too_large', undefined, 'too-long'],
      [429, 'rate_limit_error', undefined, 'rate-limited'],
      [429, 'insufficient_quota', 'credit_balance_exhausted', 'out-of-credit'],
      [429, 'insufficient_quota', 'organization_spend_limit_exceeded', 'out-of-credit'],
      [429, 'insufficient_quota', 'project_spend_limit_exceeded', 'out-of-credit'],
      [429, 'insufficient_quota', 'organization_usage_limit_exceeded', 'out-of-credit'],
      [402, 'billing_error', undefined, 'out-of-credit'],
      [409, 'conflict_error', undefined, 'conflict'],
      [500, 'api_error', undefined, 'server-error'],
      [503, 'server_error', undefined, 'overloaded'],
      [529, 'overloaded_error', undefined, 'overloaded'],
    ];
    for (const [status, type, code, expected] of statuses) {
      it(`calls ${status} ${code ?? type} ${expected}`, async () => {
        const body = errorBody(flavour, type, code);
        assert.equal(await outcome(flavour, { status, body }), expected);
      });
    }

    it('stops at the model where a model alone is forbidden', async () => {
      provider.script({ otherwise: { status: 403, body: errorBody(flavour, 'permission_error') } });
      const { model } = openModel(flavour, provider.baseUrl);
      assert.equal((await failure(model.reply(request('hi'), call()))).scope, 'model');
    });

    it('hands on what a refusal says of waiting, unclamped, and of the account', async () => {
      const heard: unknown[] = [];
      provider.script({
        otherwise: {
          status: 429,
          headers: {
            'x-request-id': 'req-9',
            'retry-after': '1000000',
            'x-should-retry': 'false',
            'x-ratelimit-remaining-requests': '0',
            'x-ratelimit-reset-requests': '6m0s',
            'x-ratelimit-remaining-tokens': '400',
            'x-ratelimit-reset-tokens': '1.2s',
          },
          body: errorBody(flavour, 'rate_limit_error'),
        },
      });
      const { model } = openModel(flavour, provider.baseUrl, {
        onAccount: (signals) => heard.push(signals),
      });
      const { detail } = await failure(model.reply(request('hi'), call()));
      assert.deepEqual(detail, {
        requestId: 'req-9',
        retryAfterMs: 1_000_000_000,
        serviceCode: 'rate_limit_error',
        noRetry: true,
        status: 429,
      } satisfies ModelErrorDetail);
      assert.deepEqual(heard, [{ remainingRequests: 0, remainingTokens: 400, resetMs: 360_000 }]);
    });

    const html = '<!doctype html><title>Please \u001b[31m log in</title>';
    const broken: readonly [string, MockBehaviour, ModelErrorCode][] = [
      [
        'a login page instead of a reply',
        { body: html, headers: { 'content-type': 'text/html' } },
        'bad-reply',
      ],
      ['plain text', { body: 'hello' }, 'bad-reply'],
      ['nothing', { body: '' }, 'bad-reply'],
      [
        'nothing as JSON',
        { body: '', headers: { 'content-type': 'application/json' } },
        'bad-reply',
      ],
      ['null', { body: null, headers: {} }, 'bad-reply'],
      ['an empty object', { body: {} }, 'bad-reply'],
      [
        'a redirect',
        { status: 307, headers: { location: 'http://127.0.0.1:9/' }, body: '' },
        'redirected',
      ],
      ['a server error as a page', { status: 502, body: html }, 'server-error'],
    ];
    for (const [what, behaviour, expected] of broken) {
      it(`calls ${what} ${expected}`, async () => {
        assert.equal(await outcome(flavour, behaviour), expected);
      });
    }

    it('calls an error that comes with status 200 what the error says', async () => {
      const body = errorBody(flavour, 'overloaded_error');
      assert.equal(await outcome(flavour, { body }), 'overloaded');
    });

    const faults: readonly [string, MockFault, ModelErrorCode][] = stream
      ? [
          ['an overload as the first event', overload(flavour, 0), 'overloaded'],
          ['an overload amid the text', overload(flavour, 2), 'overloaded'],
          ['an end without a finish', { kind: 'end-early', after: 2 }, 'bad-reply'],
          ['an end before any content', { kind: 'end-early', after: 0 }, 'bad-reply'],
          ['half an event at the end', { kind: 'half-json' }, 'bad-reply'],
          ['a reset amid the text', { kind: 'reset', after: 2 }, 'network'],
          ['a stall before content', { kind: 'stall', after: 0 }, 'timeout'],
          ['a stall amid the text', { kind: 'stall', after: 2 }, 'timeout'],
          ['a stall with pings', { kind: 'stall', after: 2, pingEveryMs: 50 }, 'timeout'],
          ['pings without content', { kind: 'stall', after: 0, pingEveryMs: 50 }, 'timeout'],
          ['silence', { kind: 'silent' }, 'timeout'],
        ]
      : [
          ['half a body', { kind: 'half-json' }, 'bad-reply'],
          ['half a gzip', { kind: 'truncated-gzip' }, 'network'],
          ['fewer bytes than promised', { kind: 'wrong-length' }, 'network'],
          ['a reset before the answer', { kind: 'reset', after: 0 }, 'network'],
          ['a reset amid the answer', { kind: 'reset', after: 1 }, 'network'],
          ['a stall amid the answer', { kind: 'stall', after: 1 }, 'timeout'],
          ['silence', { kind: 'silent' }, 'timeout'],
        ];
    for (const [what, fault, expected] of faults) {
      it(`calls ${what} ${expected}`, async () => {
        const started = performance.now();
        assert.equal(await outcome(flavour, { fault }), expected);
        assert.ok(performance.now() - started < 1000, 'the timer that fits ends it');
      });
    }

    it('takes a failure amid an answer as perhaps billed, with the text as evidence', async () => {
      provider.script({
        otherwise: {
          reply: { answer: { text: 'abcdefgh' } },
          fault: stream ? overload(flavour, 2) : { kind: 'reset', after: 1 },
        },
      });
      const { model } = openModel(flavour, provider.baseUrl);
      const error = await failure(model.reply(request('hi'), call()));
      assert.equal(error.billed, 'maybe');
      assert.equal(error.detail.partialText, stream ? 'abcd' : undefined);
    });

    it('ends an answer that drips for ever, however it drips', async () => {
      provider.script({
        otherwise: {
          reply: { answer: { text: 'x'.repeat(500) } },
          chunks: { count: 500 },
          fault: { kind: 'drip', everyMs: 20 },
        },
      });
      const { model } = openModel(flavour, provider.baseUrl, {
        timeouts: { headersMs: 600, firstContentMs: 600, idleMs: 600, attemptMs: 800 },
      });
      const { code, message } = await failure(model.reply(request('hi'), call()));
      assert.equal(code, 'timeout');
      assert.match(message, stream ? /attemptMs/u : /firstContentMs/u);
    });

    it('refuses by name a parameter that the model does not take', async () => {
      provider.script({});
      const { model } = openModel(flavour, provider.baseUrl, { unsupported: ['temperature'] });
      const error = await failure(
        model.reply(request('hi', { parameters: { temperature: 0 } }), call()),
      );
      assert.equal(error.code, 'bad-request');
      assert.match(error.message, /temperature/u);
      assert.equal(provider.log().count, 0);
    });
  });
}

function overload(flavour: Flavour, after: number): MockFault {
  return { kind: 'error-event', after, event: errorBody(flavour, 'overloaded_error') };
}
