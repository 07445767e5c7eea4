import type { Provider } from '#core/models/providers.ts';
import { openKeyVault, providerOfEntry, type KeyVault } from '#extension/host/keyVault.ts';
import { makeKnownKeys, redacted, type KnownKeys } from '#extension/host/redaction.ts';
import assert from 'node:assert/strict';

const key = 'sk-canary-0123456789';

interface Bench {
  readonly vault: KeyVault;
  readonly entries: Map<string, string>;
  readonly logged: string[];
  readonly known: KnownKeys;
  readonly looked: string[];
  baseUrl: string;
  isTrusted: boolean;
  isBroken: boolean;
}

function bench(env: Readonly<Record<string, string>> = {}): Bench {
  const entries = new Map<string, string>();
  const logged: string[] = [];
  const looked: string[] = [];
  const known = makeKnownKeys();
  const log = {
    info: (text: string) => logged.push(text),
    warn: (text: string) => logged.push(text),
  };
  const find = (name: string): Provider | undefined => {
    const settings = { provider: name, kind: 'compatible', baseUrl: made.baseUrl, stream: true };
    if (name === 'ours') return { settings, key: { env: 'OUR_KEY' } };
    return name === 'local' ? { settings, key: 'none' } : undefined;
  };
  const storage = {
    get: (name: string) => {
      looked.push(name);
      return made.isBroken
        ? Promise.reject(new Error(`cannot decrypt ${key}`))
        : Promise.resolve(entries.get(name));
    },
    store: (name: string, value: string) => {
      entries.set(name, value);
      return Promise.resolve();
    },
    delete: (name: string) => {
      entries.delete(name);
      return Promise.resolve();
    },
  };
  const vault = openKeyVault({
    entries: storage,
    find,
    env,
    known,
    log,
    isTrusted: () => made.isTrusted,
  });
  const made: Bench = {
    vault,
    entries,
    logged,
    known,
    looked,
    baseUrl: 'https://llm.example/v1',
    isTrusted: true,
    isBroken: false,
  };
  return made;
}

describe('the keys', () => {
  it('are kept with their origin, trimmed, and given back for that origin', async () => {
    const { vault, entries } = bench();
    await vault.set('ours', ` ${key}\n`);
    assert.deepEqual(
      [...entries],
      [['assay.key.ours', `{"origin":"https://llm.example","key":"${key}"}`]],
    );
    assert.deepEqual(await vault.state('ours'), { kind: 'stored' });
    const secret = await vault.get('ours');
    assert.equal(secret?.reveal(), key);
    assert.equal(JSON.stringify(secret), '"[secret: VS Code’s key store]"');
  });

  it('are not given out once the provider is somewhere else', async () => {
    const made = bench({ OUR_KEY: 'from-environment' });
    await made.vault.set('ours', key);
    made.baseUrl = 'https://evil.test/v1';
    assert.equal(await made.vault.get('ours'), undefined);
    assert.deepEqual(await made.vault.state('ours'), {
      kind: 'other-origin',
      origin: 'https://llm.example',
    });
    await made.vault.set('ours', key);
    assert.deepEqual(await made.vault.state('ours'), { kind: 'stored' });
  });

  it('are not given out, nor looked for, where the folder is not trusted', async () => {
    const made = bench({ OUR_KEY: 'from-environment' });
    await made.vault.set('ours', key);
    made.isTrusted = false;
    assert.equal(await made.vault.get('ours'), undefined);
    assert.deepEqual(made.looked, []);
  });

  it('are forgotten', async () => {
    const { vault, entries } = bench({ OUR_KEY: 'from-environment' });
    await vault.set('ours', key);
    await vault.forget('ours');
    assert.equal(entries.size, 0);
    assert.deepEqual(await vault.state('ours'), { kind: 'environment', variable: 'OUR_KEY' });
  });

  it('come from the environment where the key store fails, and the log says so without them', async () => {
    const made = bench({ OUR_KEY: 'from-environment' });
    made.isBroken = true;
    const secret = await made.vault.get('ours');
    assert.equal(secret?.reveal(), 'from-environment');
    assert.deepEqual(made.logged, [
      'The stored key of "ours" cannot be read from the key store. Set it again.',
    ]);
  });

  it('are missing where their entry is damaged, and the log does not repeat it', async () => {
    const { vault, entries, logged } = bench();
    entries.set('assay.key.ours', key);
    assert.deepEqual(await vault.state('ours'), { kind: 'missing' });
    assert.equal(await vault.get('ours'), undefined);
    assert.deepEqual(
      new Set(logged),
      new Set(['The stored key of "ours" is damaged. Set it again.']),
    );
  });

  it('are known to the log from the moment they are typed or found', async () => {
    const typed = bench();
    await typed.vault.set('nobody', key).catch(() => undefined);
    assert.equal(redacted(key, typed.known), '[key]');
    const found = bench({ OUR_KEY: 'from-environment' });
    await found.vault.get('ours');
    assert.equal(redacted('from-environment', found.known), '[key]');
  });

  it('are refused where there is nothing to keep, or nobody to keep it for', async () => {
    const { vault, entries } = bench();
    await assert.rejects(vault.set('ours', ' \n'), /The key for "ours" is empty/);
    await assert.rejects(vault.set('local', key), /takes no key/);
    await assert.rejects(vault.set('nobody', key), /takes no key/);
    assert.equal(entries.size, 0);
  });

  it('are not looked for where none is needed', async () => {
    const { vault, looked } = bench();
    assert.deepEqual(await vault.state('local'), { kind: 'none-needed' });
    assert.deepEqual(await vault.state('nobody'), { kind: 'unknown-provider' });
    assert.equal(await vault.get('local'), undefined);
    assert.deepEqual(looked, []);
  });

  it('have entries of their own among those of the extension', () => {
    assert.equal(providerOfEntry('assay.key.ours'), 'ours');
    assert.equal(providerOfEntry('assay.other'), undefined);
  });
});
