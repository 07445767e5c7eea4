import type { ProviderSettings } from './model.ts';

/** Where a provider's key comes from when the user's key store holds none. */
export type KeySource = 'none' | { readonly env: string };

/** A provider and its key. The key goes to the origin of `settings.baseUrl` and to no other. */
export interface Provider {
  readonly settings: ProviderSettings;
  /** `none`: requests carry no key. */
  readonly key: KeySource;
}

function hosted(provider: string, baseUrl: string, env: string): Provider {
  return { settings: { provider, kind: provider, baseUrl, stream: true }, key: { env } };
}

function local(provider: string, port: number): Provider {
  const baseUrl = `http://127.0.0.1:${String(port)}/v1`;
  return { settings: { provider, kind: 'compatible', baseUrl, stream: true }, key: 'none' };
}

/** Those that need no word from the user. */
export const builtinProviders: readonly Provider[] = [
  hosted('openai', 'https://api.openai.com/v1', 'OPENAI_API_KEY'),
  hosted('anthropic', 'https://api.anthropic.com', 'ANTHROPIC_API_KEY'),
  local('ollama', 11434),
  local('lmstudio', 1234),
  local('llamacpp', 8080),
];

/** The environment variables that hold the keys of these providers. */
export function keyVariables(providers: Iterable<Provider>): ReadonlySet<string> {
  return new Set(Array.from(providers, ({ key }) => (key === 'none' ? '' : key.env)));
}

/** The user's provider of that name, else the built-in one; `undefined`: nobody knows where it is. */
export function providerNamed(name: string, own: readonly Provider[]): Provider | undefined {
  const isNamed = ({ settings }: Provider): boolean => settings.provider === name;
  return own.find(isNamed) ?? builtinProviders.find(isNamed);
}
