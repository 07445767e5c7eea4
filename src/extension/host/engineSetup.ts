import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { thisProcess } from '#core/adapters/thisProcess.ts';
import type { ModelKind } from '#core/models/model.ts';
import { keyVariables } from '#core/models/providers.ts';
import { ModelError } from '#core/models/modelError.ts';
import type { Fetch, Log, Secrets } from '#core/ports.ts';
import type { EngineSetup } from '#core/runner/setup.ts';
import { version } from '#core/version.ts';
import { overlayFiles, type Unsaved } from './overlayFiles.ts';
import { knownProviders, type ProviderList } from './userProviders.ts';

/** What the engines of one window share. Nothing in it comes from a workspace. */
export interface EngineParts {
  readonly log: Log;
  readonly secrets: Secrets;
  readonly fetch: Fetch;
  readonly unsaved: Unsaved;
  /** Asked before each request. */
  readonly isTrusted: () => boolean;
  readonly kinds: readonly ModelKind[];
  readonly cacheFolder: string | undefined;
  /** Where it is kept which scorers may be run. */
  readonly consentFolder: string | undefined;
}

/** An engine over the editor: unsaved texts count, and in Restricted Mode nothing leaves. */
export function engineSetup(
  root: string,
  providers: ProviderList,
  parts: EngineParts,
): EngineSetup {
  const { log, secrets, fetch, unsaved, isTrusted, kinds, cacheFolder, consentFolder } = parts;
  const disk = nodeFiles(nodeClock);
  return {
    ports: {
      files: overlayFiles(disk, unsaved, nodeClock),
      clock: nodeClock,
      log,
      secrets,
      fetch: trustedFetch(fetch, isTrusted),
      random: () => Math.random(),
    },
    root,
    version,
    providers: knownProviders(providers),
    kinds,
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
    self: thisProcess,
    scorers: {
      disk,
      ...(consentFolder === undefined ? {} : { consentFolder }),
      env: process.env,
      platform: process.platform,
      keyVariables: () => keyVariables(providers.all.values()),
      isTrusted,
    },
  };
}

/** The last door: whoever forgot to ask for trust before gets no further than this. */
export function trustedFetch(fetch: Fetch, isTrusted: () => boolean): Fetch {
  return (url, init) => {
    if (isTrusted()) return fetch(url, init);
    const message = 'This folder is not trusted, so nothing is sent.';
    return Promise.reject(new ModelError('local', message, { billed: 'no' }));
  };
}
