import { hostname, homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import type { Engine } from '#core/engine.ts';
import { builtinProviders, providerNamed, type Provider } from '#core/models/providers.ts';
import { makeSecret } from '#core/models/secret.ts';
import { FileError, type Clock, type Files, type Log, type Secrets } from '#core/ports.ts';
import { findRoot } from '#core/project/findRoot.ts';
import { readUserConfig } from '#core/project/userConfig.ts';
import { createEngine } from '#core/runner/createEngine.ts';
import type { KnownProvider } from '#core/runner/setup.ts';
import type { Problem } from '#protocol/problem.ts';
import { version } from './version.ts';

/** What the program knows of where it was started. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  /** Hears warnings of the engine. */
  readonly say: (text: string) => void;
}

/** Everything a command stands on. */
export interface App {
  readonly engine: Engine;
  readonly files: Files;
  readonly clock: Clock;
  /** How a provider gets its key. */
  readonly keyOf: (provider: string) => KeyState;
  /** What is wrong with the user's own configuration; with an error among it nothing may start. */
  readonly problems: readonly Problem[];
}

export type KeyState =
  | { readonly kind: 'none-needed' }
  | { readonly kind: 'variable'; readonly variable: string; readonly isSet: boolean }
  | { readonly kind: 'unknown-provider' };

/** The only place of this program where things are made. */
export async function compose(surroundings: Surroundings): Promise<App> {
  const { env, cwd, platform, say } = surroundings;
  const clock = nodeClock;
  const files = nodeFiles(clock);
  const root = await files.realPath(await findRoot(files, cwd));
  const { own, problems } = await loadUserConfig(files, configPath(env, platform));
  const find = (name: string): Provider | undefined => providerNamed(name, own);
  const cacheFolder = cachePath(env, platform);
  const engine = createEngine({
    ports: {
      files,
      clock,
      log: logTo(say, env),
      secrets: secretsOf(find, env),
      fetch: makeNodeFetch(),
      random: () => Math.random(),
    },
    root,
    version,
    providers: new Map(
      [...builtinProviders, ...own].map((one) => [one.settings.provider, known(one)]),
    ),
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
    self: { pid: process.pid, host: hostname(), isAlive },
  });
  return {
    engine,
    files,
    clock,
    problems,
    keyOf(name) {
      const provider = find(name);
      if (provider === undefined) return { kind: 'unknown-provider' };
      if (provider.key === 'none') return { kind: 'none-needed' };
      const variable = provider.key.env;
      return { kind: 'variable', variable, isSet: keyIn(env, variable) !== undefined };
    },
  };
}

/** Where the user's own configuration is; `undefined` where there is no home to look in. */
export function configPath(
  env: Surroundings['env'],
  platform: NodeJS.Platform,
): string | undefined {
  const named = env['ASSAY_CONFIG'];
  if (named !== undefined && named !== '') return named;
  return homeFolder(env, platform, 'APPDATA', 'XDG_CONFIG_HOME', '.config', 'config.yml');
}

/** Where replies are kept for the next run: the user's own, outside every workspace. */
export function cachePath(env: Surroundings['env'], platform: NodeJS.Platform): string | undefined {
  return homeFolder(env, platform, 'LOCALAPPDATA', 'XDG_CACHE_HOME', '.cache', 'replies');
}

function homeFolder(
  env: Surroundings['env'],
  platform: NodeJS.Platform,
  windows: string,
  unix: string,
  below: string,
  name: string,
): string | undefined {
  const folder = env[platform === 'win32' ? windows : unix];
  // The XDG rules say that a relative path is to be ignored.
  if (folder !== undefined && isAbsolute(folder)) return join(folder, 'assay', name);
  const home = env['HOME'] ?? homedir();
  return isAbsolute(home) ? join(home, below, 'assay', name) : undefined;
}

const largestConfig = 256 * 1024;

async function loadUserConfig(
  files: Files,
  path: string | undefined,
): Promise<{ readonly own: readonly Provider[]; readonly problems: readonly Problem[] }> {
  if (path === undefined) return { own: [], problems: [] };
  let bytes: Uint8Array;
  try {
    bytes = await files.read(path, largestConfig);
  } catch (error) {
    if (error instanceof FileError && error.code === 'missing') return { own: [], problems: [] };
    throw error;
  }
  const { value, problems } = readUserConfig(bytes, path);
  return { own: value?.providers ?? [], problems };
}

function secretsOf(
  find: (name: string) => Provider | undefined,
  env: Surroundings['env'],
): Secrets {
  return {
    get(name) {
      const key = find(name)?.key;
      if (key === undefined || key === 'none') return Promise.resolve(undefined);
      const value = keyIn(env, key.env);
      return Promise.resolve(
        value === undefined ? undefined : makeSecret(`environment variable ${key.env}`, value),
      );
    },
  };
}

/** A key that was read from a file often ends with a line break. */
function keyIn(env: Surroundings['env'], variable: string): string | undefined {
  const value = env[variable]?.trim();
  return value === '' ? undefined : value;
}

function known({ settings, key }: Provider): KnownProvider {
  if (key === 'none') return { settings, needsKey: false };
  return { settings, needsKey: true, keyHint: `Set the environment variable ${key.env}.` };
}

/** Warnings always; the rest where `ASSAY_LOG=info` asks for it. */
function logTo(say: (text: string) => void, env: Surroundings['env']): Log {
  const isTalkative = env['ASSAY_LOG'] === 'info';
  return {
    info(message) {
      if (isTalkative) say(message);
    },
    warn(message) {
      say(`warning: ${message}`);
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
