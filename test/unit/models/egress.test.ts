import assert from 'node:assert/strict';
import { makeEgress } from '#core/models/egress.ts';
import type { Attempt } from '#core/models/attempt.ts';
import type { AttemptInit, Egress } from '#core/models/egress.ts';
import { makeSecret } from '#core/models/secret.ts';
import type { Fetch, Secret } from '#core/ports.ts';
import { FakeClock } from '#support/fakeClock.ts';
import { failure, testPorts } from '#support/openedModel.ts';

const silent = { info: () => undefined, warn: () => undefined };

function door(fetch: Fetch, baseUrl = 'https://api.example.com/v1', secret?: Secret): Egress {
  return makeEgress({
    needsKey: false,
    opening: {
      settings: { provider: 'example', kind: 'compatible', baseUrl, stream: false },
      secret: secret ?? makeSecret('r', 'sk-1'),
      ports: { ...testPorts(fetch, silent), clock: new FakeClock() },
      timeouts: { headersMs: 100, firstContentMs: 100, idleMs: 100, attemptMs: 100 },
    },
  });
}

function never(): AbortSignal {
  return new AbortController().signal;
}

describe('the egress', () => {
  const foreign = [
    'https://api.example.com.evil.test/v1/x',
    'https://api.example.com@evil.test/v1/x',
    'https://api.example.com:8443/v1/x',
    'http://api.example.com/v1/x',
    'https://evil.test/https://api.example.com/',
    '//api.example.com/v1/x',
  ];
  for (const url of foreign) {
    it(`refuses ${url} and does not look at the key`, async () => {
      let sent = 0;
      let looked = 0;
      const secret = { ref: 'r', reveal: () => String((looked += 1)) };
      const egress = door(() => Promise.reject(new Error(String((sent += 1)))), undefined, secret);
      const ways: readonly ((attempt: Attempt, init: AttemptInit) => Promise<unknown>)[] = [
        (_attempt, init) => egress.fetch(url, { ...init, body: '{}' }),
        (attempt) => egress.look(url, attempt),
        (attempt) => egress.look(url, attempt, '{}'),
        (attempt) => egress.put(url, 'text', attempt),
      ];
      for (const way of ways) {
        const error = await failure(egress.attempt(never(), false, way));
        assert.equal(error.code, 'origin-refused');
      }
      assert.deepEqual([sent, looked], [0, 0]);
    });
  }

  for (const baseUrl of [
    'http://localhost:1/v1',
    'http://127.0.0.1:1/v1',
    'http://127.9.9.9/v1',
    'http://[::1]:1',
  ]) {
    it(`allows plain http to this machine: ${baseUrl}`, async () => {
      const egress = door(() => Promise.resolve(Response.json({ fine: true })), baseUrl);
      const reply = await egress.attempt(never(), false, async (_attempt, init) => {
        const response = await egress.fetch(`${new URL(baseUrl).origin}/x`, {
          ...init,
          body: '{}',
        });
        return response.json();
      });
      assert.deepEqual(reply, { fine: true });
    });
  }

  it('takes the key out of what a service says, in every form', async () => {
    const key = 'sk-"secret"/+1';
    const forms = [
      key,
      encodeURIComponent(key),
      JSON.stringify(key),
      Buffer.from(key).toString('base64'),
    ];
    const egress = door(
      () =>
        Promise.resolve(Response.json({ error: { message: forms.join(' ') } }, { status: 401 })),
      undefined,
      makeSecret('r', key),
    );
    const error = await failure(
      egress.attempt(never(), false, (_attempt, init) =>
        egress.fetch('https://api.example.com/v1/x', { ...init, body: '{}' }),
      ),
    );
    assert.equal(error.message, 'example answered 401: [key] [key] "[key]" [key]=');
  });

  it('lays a text down whatever the answer says, but not behind a redirect or a refusal', async () => {
    const answers = [
      new Response(null, { status: 200 }),
      new Response(null, { status: 307, headers: { location: 'https://evil.test/' } }),
      new Response('no', { status: 413 }),
    ];
    const methods: unknown[] = [];
    const egress = door((_url, { method, body }) => {
      methods.push([method, body]);
      return Promise.resolve(answers.shift() ?? new Response());
    });
    const put = (): Promise<void> =>
      egress.attempt(never(), false, (attempt) =>
        egress.put('https://api.example.com/v1/x', 'text', attempt),
      );
    await put();
    assert.equal((await failure(put())).code, 'redirected');
    assert.equal((await failure(put())).code, 'too-long');
    assert.deepEqual(methods[0], ['PUT', 'text']);
  });

  for (const key of ['sk-1\n', '', 'sk 1']) {
    it(`sends nothing with a key like ${JSON.stringify(key)}, and names where it came from`, async () => {
      let sent = 0;
      const secret = makeSecret('environment variable X', key);
      const egress = door(() => Promise.reject(new Error(String((sent += 1)))), undefined, secret);
      const error = await failure(
        egress.attempt(never(), false, (_attempt, init) =>
          egress.fetch('https://api.example.com/v1/x', { ...init, body: '{}' }),
        ),
      );
      assert.deepEqual([error.code, sent], ['unauthorized', 0]);
      assert.match(error.message, /environment variable X/u);
    });
  }

  it('calls what goes wrong before anything is sent local', async () => {
    const egress = door(() => Promise.reject(new Error('never')));
    const error = await failure(
      egress.attempt(never(), false, () => Promise.reject(new Error('Cannot find openaiSdk.cjs'))),
    );
    assert.deepEqual([error.code, error.billed], ['local', 'no']);
    assert.match(error.message, /openaiSdk/u);
  });

  it('leaves no listener behind, however an attempt ends', async () => {
    const egress = door(() => new Promise(() => undefined));
    const stop = new AbortController();
    let listeners = 0;
    const { signal } = stop;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    Object.assign(signal, {
      addEventListener: (...given: Parameters<typeof add>) => {
        listeners += 1;
        add(...given);
      },
      removeEventListener: (...given: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...given);
      },
    });
    await egress.attempt(signal, false, () => Promise.resolve(1));
    await failure(egress.attempt(signal, false, () => Promise.reject(new Error('x'))));
    assert.equal(listeners, 0);
  });

  it('ends a cancelled attempt at once, also where the transport does not listen', async () => {
    const egress = door(() => new Promise(() => undefined));
    const stop = new AbortController();
    const reply = failure(
      egress.attempt(stop.signal, false, (_attempt, init) =>
        egress.fetch('https://api.example.com/v1/x', { ...init, body: '{}' }),
      ),
    );
    stop.abort();
    assert.equal((await reply).code, 'cancelled');
  });

  it('calls a failed look-up of the name network, not billed', async () => {
    const egress = door(() =>
      Promise.reject(
        new TypeError('fetch failed', {
          cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }),
        }),
      ),
    );
    const error = await failure(
      egress.attempt(never(), false, (_attempt, init) =>
        egress.fetch('https://api.example.com/v1/x', { ...init, body: '{}' }),
      ),
    );
    assert.deepEqual([error.code, error.billed], ['network', 'no']);
    assert.equal(error.message, 'example could not be reached (ENOTFOUND).');
  });
});
