import { credentialInEnvironment, type MlflowCredential } from '#core/mlflow/terms.ts';
import type { Provider } from '#core/models/providers.ts';
import type { Environment } from '#core/project/userFolders.ts';
import { openKeyVault, type KeyVault, type KeyVaultOptions } from '../host/keyVault.ts';

/** No provider can be called so: names of providers have no blank. */
const entry = 'mlflow tracking';

/** The token of an MLflow server, bound to the origin that it was given for. */
export interface MlflowKey {
  /** Where the token is; a stored one for another origin is not used, and nothing takes its place unseen. */
  state(): ReturnType<KeyVault['state']>;
  credential(): Promise<MlflowCredential | undefined>;
  /** Rejects with a sentence for the person. */
  set(token: string): Promise<void>;
  forget(): Promise<void>;
}

export interface MlflowKeyOptions extends Pick<
  KeyVaultOptions,
  'entries' | 'known' | 'log' | 'isTrusted'
> {
  readonly trackingUri: string;
  readonly env: Environment;
}

export function openMlflowKey({ trackingUri, env, ...rest }: MlflowKeyOptions): MlflowKey {
  const server: Provider = {
    settings: { provider: entry, kind: 'mlflow', baseUrl: trackingUri, stream: false },
    key: { env: 'MLFLOW_TRACKING_TOKEN' },
  };
  const vault = openKeyVault({ ...rest, env, find: () => server });
  return {
    state: () => vault.state(entry),
    set: (token) => vault.set(entry, token),
    forget: () => vault.forget(entry),
    async credential() {
      const { kind } = await vault.state(entry);
      if (kind === 'stored' || kind === 'other-origin' || !rest.isTrusted()) {
        const secret = await vault.get(entry);
        return secret === undefined ? undefined : { secret };
      }
      const found = credentialInEnvironment(env);
      if (found !== undefined) rest.known.add(found.secret.reveal());
      return found;
    },
  };
}
