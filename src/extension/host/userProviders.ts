import { fileStart, type Problem } from '#protocol/problem.ts';
import type { Reading } from '#core/documents/reading.ts';
import { builtinProviders, type Provider } from '#core/models/providers.ts';
import { readUserConfig, type MlflowSettings, type UserConfig } from '#core/project/userConfig.ts';
import type { KnownProvider } from '#core/runner/setup.ts';

/** Every provider of this user, and what is wrong with what the user says of them. */
export interface ProviderList {
  /** By name: the built-in ones, the user's, and VS Code's own models. */
  readonly all: ReadonlyMap<string, Provider>;
  /** With an error among them some provider of the user is missing from `all`. */
  readonly problems: readonly Problem[];
  /** What the user says of MLflow: in the setting, and in the file. */
  readonly mlflow: {
    readonly setting: Reading<MlflowSettings>;
    readonly file: MlflowSettings | undefined;
  };
}

/** The models that VS Code offers itself. Nothing is sent to this address; it only stands for them. */
export const editorProvider: Provider = {
  settings: { provider: 'vscode', kind: 'vscode', baseUrl: 'vscode://lm', stream: true },
  key: 'none',
};

/** What `WorkspaceConfiguration.inspect` says, as far as it counts. */
export interface InspectedSetting {
  readonly globalValue?: unknown;
}

/** Where keys go is for the user to say: what a workspace or a folder sets is never looked at. */
export function userSetting(inspected: InspectedSetting | undefined): unknown {
  return inspected?.globalValue;
}

/** The configuration file that the command line reads, and the settings. The setting wins where both name a provider. */
export function listProviders(
  config: Reading<UserConfig>,
  setting: unknown,
  mlflowSetting?: unknown,
): ProviderList {
  const set = readSetting('providers', setting);
  const mlflow = readSetting('mlflow', mlflowSetting);
  const own = [...(config.value?.providers ?? []), ...(set.value?.providers ?? [])];
  return {
    all: new Map(
      [...builtinProviders, ...own, editorProvider].map((one) => [one.settings.provider, one]),
    ),
    problems: [
      ...config.problems,
      ...set.problems,
      ...[config, set].flatMap(({ value }) =>
        value?.providers.some(isEditor) === true ? [reserved(value.file)] : [],
      ),
    ],
    mlflow: {
      setting: { value: mlflow.value?.mlflow, problems: mlflow.problems },
      file: config.value?.mlflow,
    },
  };
}

/** For the engine: which providers refuse requests without a key, and how a person gives one here. */
export function knownProviders(list: ProviderList): ReadonlyMap<string, KnownProvider> {
  return new Map([...list.all].map(([name, provider]) => [name, known(provider)]));
}

function known({ settings, key }: Provider): KnownProvider {
  if (key === 'none') return { settings, needsKey: false };
  return { settings, needsKey: true, keyHint: 'Run "Assay: Set API Key".' };
}

/** JSON is YAML, so the setting has the shape and the rules of the file. Places in it mean nothing to a person. */
function readSetting(name: 'providers' | 'mlflow', value: unknown): Reading<UserConfig> {
  if (value === undefined || value === null) return { value: undefined, problems: [] };
  const text = JSON.stringify({ [name]: value });
  const place = `the setting assay.${name}`;
  const { value: read, problems } = readUserConfig(Buffer.from(text), place);
  return { value: read, problems: problems.map((one) => ({ ...one, range: fileStart })) };
}

function isEditor({ settings }: Provider): boolean {
  return settings.provider === editorProvider.settings.provider;
}

function reserved(file: string): Problem {
  return {
    code: 'built-in-provider',
    severity: 'error',
    file,
    range: fileStart,
    message: 'The provider "vscode" is VS Code itself.',
    next: 'Choose another name, and name that provider in the catalogue.',
  };
}
