import assert from 'node:assert/strict';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import { builtinModelKinds } from '#core/models/builtin.ts';
import { testKey, type KeyVerdict } from '#core/models/probe.ts';
import { makeSecret } from '#core/models/secret.ts';
import { startListingServer, type ListingAnswer } from '#support/listingServer.ts';
import { failure } from '#support/openedModel.ts';

const key = 'sk-canary-0123456789abcdef';
const list = { body: { object: 'list', data: [{ id: 'small' }] } };
const refused = { status: 401, body: { error: { message: `wrong key ${key}` } } };
const never = new AbortController().signal;

function tried(
  baseUrl: string,
  { kind: name = 'compatible', signal = never, value = key } = {},
): Promise<KeyVerdict> {
  const kind = builtinModelKinds.find((one) => one.kind === name);
  if (kind === undefined) throw new Error(name);
  return testKey(
    {
      kind,
      settings: { provider: 'ours', kind: name, baseUrl, stream: true },
      secret: makeSecret('key store', value),
      ports: { clock: nodeClock, fetch: makeNodeFetch() },
    },
    signal,
  );
}

async function verdict(answer: ListingAnswer): Promise<KeyVerdict> {
  await using server = await startListingServer(({ headers }) =>
    headers.authorization === undefined ? refused : answer,
  );
  const found = await tried(`${server.origin}/v1`);
  return found;
}

describe('trying a key', () => {
  it('says ok where the list of models comes with the key and not without', async () => {
    await using server = await startListingServer(({ headers }) =>
      headers.authorization === `Bearer ${key}` ? list : refused,
    );
    assert.deepEqual(await tried(`${server.origin}/v1`), { kind: 'ok' });
    assert.deepEqual(
      server.requests.map(({ method, path, headers }) => [method, path, headers.authorization]),
      [
        ['GET', '/v1/models', `Bearer ${key}`],
        ['GET', '/v1/models', undefined],
      ],
    );
  });

  it('finds the list of Anthropic with or without the version in the address', async () => {
    await using server = await startListingServer(({ headers }) =>
      headers.authorization === undefined ? refused : list,
    );
    assert.deepEqual(await tried(server.origin, { kind: 'anthropic' }), { kind: 'ok' });
    assert.deepEqual(await tried(`${server.origin}/v1`, { kind: 'anthropic' }), { kind: 'ok' });
    assert.deepEqual(
      server.requests.map(({ path }) => path),
      ['/v1/models', '/v1/models', '/v1/models', '/v1/models'],
    );
    assert.match(String(server.requests[0]?.headers['anthropic-version']), /^20\d\d-/);
  });

  for (const status of [401, 403]) {
    it(`says refused where the answer is ${status}, without repeating the key`, async () => {
      const found = await verdict({ ...refused, status });
      assert.equal(found.kind, 'refused');
      assert.doesNotMatch(JSON.stringify(found), /canary/);
    });
  }

  it('says refused, and sends nothing, where the key can stand in no header', async () => {
    await using server = await startListingServer(() => list);
    const found = await tried(`${server.origin}/v1`, { value: 'a\nb' });
    assert.deepEqual([found.kind, server.requests.length], ['refused', 0]);
  });

  it('says unknown where anybody may read the list', async () => {
    await using server = await startListingServer(() => list);
    assert.deepEqual(await tried(`${server.origin}/v1`), {
      kind: 'unknown',
      why: 'ours lists its models without a key too, so its answer says nothing of this one.',
    });
  });

  const strange: readonly [string, ListingAnswer][] = [
    ['a login page', { body: '<!doctype html><title>Log in</title>' }],
    ['an error that comes with status 200', { body: { error: { message: 'no' } } }],
    ['JSON that is no list', { body: { hello: 'world' } }],
    ['no such list', { status: 404, body: { error: { message: 'no route' } } }],
    ['a server error', { status: 500, body: { error: { message: 'oh' } } }],
    ['too many requests', { status: 429, body: { error: { message: 'slow' } } }],
  ];
  for (const [what, answer] of strange) {
    it(`says unknown for ${what}`, async () => {
      assert.equal((await verdict(answer)).kind, 'unknown');
    });
  }

  it('sends nothing where a redirect points', async () => {
    await using stranger = await startListingServer(() => list);
    for (const status of [301, 302, 303, 307, 308]) {
      const location = `${stranger.origin}/v1/models`;
      assert.equal((await verdict({ status, headers: { location } })).kind, 'unknown');
    }
    assert.deepEqual(stranger.requests, []);
  });

  it('says unreachable where nobody listens', async () => {
    const server = await startListingServer(() => list);
    await server[Symbol.asyncDispose]();
    assert.equal((await tried(`${server.origin}/v1`)).kind, 'unreachable');
  });

  it('does not send a key over http to another machine', async () => {
    assert.equal((await tried('http://192.0.2.1/v1')).kind, 'unreachable');
  });

  it('ends where it is cancelled', async () => {
    await using server = await startListingServer(() => list);
    const end = tried(`${server.origin}/v1`, { signal: AbortSignal.abort() });
    assert.equal((await failure(end)).code, 'cancelled');
    assert.deepEqual(server.requests, []);
  });
});
