import { keyInEnvironment } from '../models/keyInEnvironment.ts';
import { makeSecret } from '../models/secret.ts';
import type { Secret } from '../ports.ts';
import { isSafeUrl, type MlflowSettings } from '../project/userConfig.ts';
import type { Environment } from '../project/userFolders.ts';

/** Where runs go and what of them, once defaults are filled in. All of it is the user's, nothing a workspace's. */
export interface MlflowTerms extends Required<MlflowSettings> {
  /** Where the address was found, for messages: `environment variable MLFLOW_TRACKING_URI`. */
  readonly foundIn: string;
}

/** What a server is shown: a bearer token, or with `user` that user's password. */
export interface MlflowCredential {
  readonly secret: Secret;
  readonly user?: string;
}

/** Where settings were found. What is named first wins, setting by setting. */
export interface MlflowSource extends MlflowSettings {
  readonly foundIn: string;
}

export type FoundTerms =
  | { readonly value: MlflowTerms }
  /** Why nothing can be sent, and what to do. `unset`: the user has named no server. */
  | { readonly fault: 'unset' | 'unsafe'; readonly message: string };

/** Fills in what the sources leave open. */
export function mlflowTerms(sources: readonly MlflowSource[]): FoundTerms {
  const named = sources.find(({ trackingUri }) => trackingUri !== undefined);
  const trackingUri = named?.trackingUri?.replace(/\/+$/, '');
  if (named === undefined || trackingUri === undefined) {
    return {
      fault: 'unset',
      message:
        'No MLflow server is set. Set the environment variable MLFLOW_TRACKING_URI, or "mlflow: { trackingUri: https://… }" in your own configuration.',
    };
  }
  if (!isSafeUrl(trackingUri)) {
    return {
      fault: 'unsafe',
      message: `The address from the ${named.foundIn} is none that runs may be sent to. Allowed: https://…, or http:// on this machine; without user name, query and fragment.`,
    };
  }
  const defaults: Omit<MlflowTerms, 'trackingUri' | 'foundIn'> = {
    experiment: 'assay/{project}',
    push: 'by-hand',
    texts: 'none',
    user: false,
  };
  // What is named first is spread last.
  const wished: MlflowSettings = Object.assign({}, ...sources.toReversed());
  return { value: { ...defaults, ...wished, trackingUri, foundIn: named.foundIn } };
}

/** The variables that MLflow's own client reads. */
export function mlflowInEnvironment(env: Environment): MlflowSource {
  const trackingUri = keyInEnvironment(env, 'MLFLOW_TRACKING_URI');
  const experiment = keyInEnvironment(env, 'MLFLOW_EXPERIMENT_NAME');
  return {
    foundIn: 'environment variable MLFLOW_TRACKING_URI',
    ...(trackingUri === undefined ? {} : { trackingUri }),
    ...(experiment === undefined ? {} : { experiment }),
  };
}

export const mlflowTokenVariable = 'MLFLOW_TRACKING_TOKEN';
const passwordVariable = 'MLFLOW_TRACKING_PASSWORD';

/** A user with a password wins over a token, as with MLflow's own client. */
export function credentialInEnvironment(env: Environment): MlflowCredential | undefined {
  const user = keyInEnvironment(env, 'MLFLOW_TRACKING_USERNAME');
  const password = keyInEnvironment(env, passwordVariable);
  if (user !== undefined && password !== undefined) {
    const secret = makeSecret(`environment variable ${passwordVariable}`, password);
    return { secret, user };
  }
  const token = keyInEnvironment(env, mlflowTokenVariable);
  if (token === undefined) return undefined;
  return { secret: makeSecret(`environment variable ${mlflowTokenVariable}`, token) };
}
