import type { Provider } from '#core/models/providers.ts';
import { makeSecret } from '#core/models/secret.ts';
import type { Log, Secret } from '#core/ports.ts';
import type { Environment } from '#core/project/userFolders.ts';
import {
  chooseKey,
  originOf,
  readStoredKey,
  writeStoredKey,
  type KeyChoice,
  type StoredKey,
} from './keyChoice.ts';
import type { KeyState } from './keyStore.ts';
import type { KnownKeys } from './redaction.ts';

/** What is needed of a `vscode.SecretStorage`. */
export interface SecretEntries {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

export interface KeyVaultOptions {
  readonly entries: SecretEntries;
  readonly find: (provider: string) => Provider | undefined;
  readonly env: Environment;
  /** Learns every key that goes through here. */
  readonly known: KnownKeys;
  readonly log: Log;
  /** Asked each time. Where it is false no key is given out. */
  readonly isTrusted: () => boolean;
}

/** The keys, without the events. */
export interface KeyVault {
  state(provider: string): Promise<KeyState>;
  get(provider: string): Promise<Secret | undefined>;
  /** Rejects with a sentence for the person where there is nothing to store, or nowhere. */
  set(provider: string, key: string): Promise<void>;
  forget(provider: string): Promise<void>;
}

const prefix = 'assay.key.';

/** The provider that an entry belongs to; `undefined` for entries that are no keys. */
export function providerOfEntry(entry: string): string | undefined {
  return entry.startsWith(prefix) ? entry.slice(prefix.length) : undefined;
}

export function openKeyVault(options: KeyVaultOptions): KeyVault {
  const { entries, find, env, known, log, isTrusted } = options;

  /** A key store that fails is a key that is not there: the person is asked again. */
  const load = async (name: string): Promise<StoredKey | undefined> => {
    let text: string | undefined;
    try {
      text = await entries.get(`${prefix}${name}`);
    } catch {
      log.warn(`The stored key of "${name}" cannot be read from the key store. Set it again.`);
      return undefined;
    }
    if (text === undefined || text === '') return undefined;
    const stored = readStoredKey(text);
    if (stored === undefined) {
      log.warn(`The stored key of "${name}" is damaged. Set it again.`);
      return undefined;
    }
    known.add(stored.key);
    return stored;
  };

  /** Looks into the key store only where a key of it could be used. */
  const choose = async (name: string): Promise<KeyChoice> => {
    const stored = takesKey(find(name)) ? await load(name) : undefined;
    // Found anew: where the provider is may have changed meanwhile.
    return chooseKey(find(name), stored, env);
  };

  return {
    async state(name) {
      const { state } = await choose(name);
      return state;
    },

    async get(name) {
      if (!isTrusted()) return undefined;
      const { key } = await choose(name);
      if (key === undefined) return undefined;
      known.add(key.value);
      return makeSecret(key.ref, key.value);
    },

    async set(name, written) {
      const key = written.trim();
      known.add(key);
      const provider = find(name);
      const origin = provider === undefined ? undefined : originOf(provider);
      if (!takesKey(provider) || origin === undefined) {
        throw new Error(`The provider "${name}" takes no key.`);
      }
      if (key === '') throw new Error(`The key for "${name}" is empty.`);
      await entries.store(`${prefix}${name}`, writeStoredKey({ origin, key }));
    },

    async forget(name) {
      await entries.delete(`${prefix}${name}`);
    },
  };
}

function takesKey(provider: Provider | undefined): boolean {
  return provider !== undefined && provider.key !== 'none';
}
