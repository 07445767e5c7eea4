import type * as vscode from 'vscode';
import { Disposable, EventEmitter } from 'vscode';
import type { Secret } from '#core/ports.ts';
import { openKeyVault, providerOfEntry, type KeyVaultOptions } from './keyVault.ts';
import type { Providers } from './providers.ts';

/** Where a provider's key is. */
export type KeyState =
  | { readonly kind: 'none-needed' }
  /** In the key store of the editor, for the origin that the provider has now. */
  | { readonly kind: 'stored' }
  | { readonly kind: 'environment'; readonly variable: string }
  /** A key is stored, but for another origin: it is not used. */
  | { readonly kind: 'other-origin'; readonly origin: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown-provider' };

/** Keys in VS Code's SecretStorage, each bound to the origin it was given for. */
export interface KeyStore extends vscode.Disposable {
  /** Names of providers whose key changed. */
  readonly onDidChange: vscode.Event<string>;
  /** Never reveals the key. */
  state(provider: string): Promise<KeyState>;
  get(provider: string): Promise<Secret | undefined>;
  set(provider: string, key: string): Promise<void>;
  forget(provider: string): Promise<void>;
}

export interface KeyStoreOptions extends Omit<KeyVaultOptions, 'entries' | 'find'> {
  readonly secrets: vscode.SecretStorage;
  readonly providers: Providers;
}

/** The editor's key store. What changes in another window is heard here too. */
export function openKeyStore({ secrets, providers, ...rest }: KeyStoreOptions): KeyStore {
  const vault = openKeyVault({ ...rest, entries: secrets, find: (name) => providers.find(name) });
  const changed = new EventEmitter<string>();
  const listeners = Disposable.from(
    changed,
    secrets.onDidChange(({ key }) => {
      const name = providerOfEntry(key);
      if (name !== undefined) changed.fire(name);
    }),
    // Where a provider is now decides whether its key is used.
    providers.onDidChange(() => {
      for (const name of providers.current.all.keys()) changed.fire(name);
    }),
  );
  return {
    ...vault,
    onDidChange: changed.event,
    dispose: () => {
      listeners.dispose();
    },
  };
}
