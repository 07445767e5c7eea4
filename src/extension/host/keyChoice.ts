import { isJsonObject } from '#base/json.ts';
import { keyInEnvironment } from '#core/models/keyInEnvironment.ts';
import type { Provider } from '#core/models/providers.ts';
import type { Environment } from '#core/project/userFolders.ts';
import type { KeyState } from './keyStore.ts';

/** A key as it lies in the editor's key store, with the only origin that it may be sent to. */
export interface StoredKey {
  readonly origin: string;
  readonly key: string;
}

/** Which key a provider gets. Only `stored` and `environment` have one. */
export interface KeyChoice {
  readonly state: KeyState;
  /** `ref` names the place, for messages. */
  readonly key?: { readonly ref: string; readonly value: string };
}

/**
 * A stored key wins over the environment. One that was stored for another origin is not used, and nothing takes
 * its place unseen: a person has to look at where the provider is now.
 */
export function chooseKey(
  provider: Provider | undefined,
  stored: StoredKey | undefined,
  env: Environment,
): KeyChoice {
  if (provider === undefined) return { state: { kind: 'unknown-provider' } };
  if (provider.key === 'none') return { state: { kind: 'none-needed' } };
  if (stored !== undefined) {
    if (stored.origin !== originOf(provider)) {
      return { state: { kind: 'other-origin', origin: stored.origin } };
    }
    return { state: { kind: 'stored' }, key: { ref: 'VS Code’s key store', value: stored.key } };
  }
  const variable = provider.key.env;
  const value = keyInEnvironment(env, variable);
  if (value === undefined) return { state: { kind: 'missing' } };
  return {
    state: { kind: 'environment', variable },
    key: { ref: `environment variable ${variable}`, value },
  };
}

/** Where a provider's key goes: scheme, host and port. `undefined` where nothing can be sent. */
export function originOf({ settings: { baseUrl } }: Provider): string | undefined {
  if (!URL.canParse(baseUrl)) return undefined;
  const { origin } = new URL(baseUrl);
  return origin === 'null' ? undefined : origin;
}

export function writeStoredKey({ origin, key }: StoredKey): string {
  return JSON.stringify({ origin, key });
}

/** `undefined` for what Assay did not write. The text is a secret whatever it is: no error repeats it. */
export function readStoredKey(text: string): StoredKey | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const { origin, key } = value;
  if (typeof origin !== 'string' || typeof key !== 'string' || key.trim() === '') return undefined;
  return { origin, key: key.trim() };
}
