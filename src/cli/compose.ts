import { nodeClock } from '#core/adapters/nodeClock.ts';
import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { thisProcess } from '#core/adapters/thisProcess.ts';
import type { ImportedRuns } from '#core/artefacts/importRuns.ts';
import type { Batches } from '#core/batch/batches.ts';
import type { Ci } from '#core/ci.ts';
import type { Engine } from '#core/engine.ts';
import type { GitSetup } from '#core/git/git.ts';
import type { startWorker, WorkerOptions } from '#core/queue/startWorker.ts';
import type { Mlflow } from '#core/mlflow/mlflow.ts';
import {
  credentialInEnvironment,
  mlflowInEnvironment,
  mlflowTerms,
  type FoundTerms,
  type MlflowTerms,
} from '#core/mlflow/terms.ts';
import { keyInEnvironment } from '#core/models/keyInEnvironment.ts';
import {
  builtinProviders,
  keyVariables,
  providerNamed,
  type Provider,
} from '#core/models/providers.ts';
import { makeSecret } from '#core/models/secret.ts';
import type { Clock, Fetch, Files, Log, Secrets } from '#core/ports.ts';
import { findRoot } from '#core/project/findRoot.ts';
import { gitUser } from '#core/project/gitUser.ts';
import { loadUserConfig } from '#core/project/loadUserConfig.ts';
import {
  cachePath,
  configPath,
  consentPath,
  gitConfigPaths,
  type Environment,
} from '#core/project/userFolders.ts';
import { createEngine } from '#core/runner/createEngine.ts';
import type { EngineSetup, KnownProvider } from '#core/runner/setup.ts';
import { openaiTokenizers } from '#core/tokens/openaiTokenizers.ts';
import type { Problem } from '#protocol/problem.ts';
import { version } from '#core/version.ts';

/** What the program knows of where it was started. */
export interface Surroundings {
  readonly env: Environment;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  /** Hears warnings of the engine. */
  readonly say: (text: string) => void;
}

/** Everything a command stands on. */
export interface App {
  readonly engine: Engine;
  /** Opened with the first use: most commands need none of it. */
  readonly ci: () => Promise<Ci>;
  /** The same. */
  readonly batches: () => Promise<Batches>;
  /** The same project, with a line in Redis in the place of its providers. */
  readonly queued: (address: string) => Promise<AsyncDisposable & { readonly engine: Engine }>;
  /** Asks models for others; see `startWorker`. */
  readonly work: (options: WorkerOptions) => ReturnType<typeof startWorker>;
  /** Takes the runs of an artefact of CI in; rejects as `importRuns` does. */
  readonly importRuns: (path: string, signal: AbortSignal) => Promise<ImportedRuns>;
  readonly files: Files;
  readonly clock: Clock;
  /** For what is no model: whoever uses it goes through the one egress. */
  readonly fetch: Fetch;
  /** How the program `git` is started. */
  readonly git: GitSetup;
  /** How a provider gets its key. */
  readonly keyOf: (provider: string) => KeyState;
  /** The user's MLflow server, and whether it is shown a password or a token. */
  readonly mlflow: {
    readonly terms: FoundTerms;
    readonly credential: string | undefined;
    readonly open: (terms: MlflowTerms) => Promise<Mlflow>;
  };
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
  const { value, problems } = await loadUserConfig(files, configPath(env, platform));
  const own = value?.providers ?? [];
  const find = (name: string): Provider | undefined => providerNamed(name, own);
  const cacheFolder = cachePath(env, platform);
  const consentFolder = consentPath(env, platform);
  const ports = {
    files,
    clock,
    log: logTo(say, env),
    secrets: secretsOf(find, env),
    fetch: makeNodeFetch(),
    random: () => Math.random(),
  };
  const person = (): Promise<string | undefined> => gitUser(files, root, gitConfigPaths(env));
  const git: GitSetup = { disk: files, env, platform };
  const setup: EngineSetup = {
    ports,
    root,
    version,
    providers: new Map(
      [...builtinProviders, ...own].map((one) => [one.settings.provider, known(one)]),
    ),
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
    self: thisProcess,
    person,
    git,
    tokenizers: openaiTokenizers,
    scorers: {
      disk: files,
      ...(consentFolder === undefined ? {} : { consentFolder }),
      pinned: hashesIn(env['ASSAY_ALLOW_SCORERS']),
      env,
      platform,
      keyVariables: () => keyVariables([...builtinProviders, ...own]),
      // Whoever runs a command in a folder has chosen to; what it may run is asked for one by one.
      isTrusted: () => true,
    },
  };
  const engine = createEngine(setup);
  const credential = credentialInEnvironment(env);
  return {
    engine,
    async ci() {
      const { createCi } = await import('#core/runner/createCi.ts');
      return createCi(setup, engine);
    },
    async batches() {
      const { openBatches } = await import('#core/batch/batches.ts');
      return openBatches(setup);
    },
    async queued(address) {
      const { openQueue } = await import('#core/queue/openQueue.ts');
      const queue = await openQueue({ address, clock, say });
      return {
        engine: createEngine({ ...setup, queue }),
        [Symbol.asyncDispose]: () => queue.close(),
      };
    },
    async work(options) {
      const { startWorker: start } = await import('#core/queue/startWorker.ts');
      return start(setup, options);
    },
    async importRuns(path, signal) {
      const { importRuns } = await import('#core/artefacts/importRuns.ts');
      const { moveFolder } = await import('#core/adapters/moveFolder.ts');
      return importRuns({ ...ports, root, move: moveFolder }, path, signal);
    },
    files,
    clock,
    fetch: ports.fetch,
    git,
    problems,
    mlflow: {
      terms: mlflowTerms([
        mlflowInEnvironment(env),
        { foundIn: 'user configuration', ...value?.mlflow },
      ]),
      credential: credential?.secret.ref,
      async open(terms) {
        const { openMlflow } = await import('#core/mlflow/mlflow.ts');
        const { history } = engine;
        return openMlflow({
          ports,
          root,
          history,
          terms,
          person,
          self: thisProcess,
          credential: () => Promise.resolve(credential),
        });
      },
    },
    keyOf(name) {
      const provider = find(name);
      if (provider === undefined) return { kind: 'unknown-provider' };
      if (provider.key === 'none') return { kind: 'none-needed' };
      const variable = provider.key.env;
      return { kind: 'variable', variable, isSet: keyInEnvironment(env, variable) !== undefined };
    },
  };
}

function secretsOf(find: (name: string) => Provider | undefined, env: Environment): Secrets {
  return {
    get(name) {
      const key = find(name)?.key;
      if (key === undefined || key === 'none') return Promise.resolve(undefined);
      const value = keyInEnvironment(env, key.env);
      return Promise.resolve(
        value === undefined ? undefined : makeSecret(`environment variable ${key.env}`, value),
      );
    },
  };
}

function known({ settings, key }: Provider): KnownProvider {
  if (key === 'none') return { settings, needsKey: false };
  return { settings, needsKey: true, keyHint: `Set the environment variable ${key.env}.` };
}

/** `ASSAY_ALLOW_SCORERS`: for a machine where nobody can be asked. */
function hashesIn(text = ''): readonly string[] {
  return text.split(/[\s,]+/).filter((one) => /^[0-9a-f]{64}$/.test(one));
}

/** Warnings always; the rest where `ASSAY_LOG=info` asks for it. */
function logTo(say: (text: string) => void, env: Environment): Log {
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
