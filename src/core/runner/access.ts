import { join } from 'node:path';
import type { ModelEntry } from '#protocol/catalogue.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import type { RunOptions } from '#protocol/run.ts';
import { nearest } from '../documents/nearest.ts';
import { builtinModelKinds } from '../models/builtin.ts';
import { CacheStore } from '../models/layers/cacheStore.ts';
import { loadRecordings } from '../models/layers/recordings.ts';
import {
  openModelRun,
  type ModelRun,
  type ProviderAccess,
  type TrialSource,
} from '../models/layers/stack.ts';
import type { Secret } from '../ports.ts';
import type { RequestQueue } from '../queue/openQueue.ts';
import { makeUlid } from '../store/ulid.ts';
import type { EngineSetup } from './setup.ts';

/** The models of one run, ready to be asked. */
export interface OpenModels {
  readonly run: ModelRun;
  readonly problems: readonly Problem[];
  accessOf(entry: ModelEntry): ProviderAccess | undefined;
  /** For candidates alone. */
  readonly source: TrialSource | undefined;
  /** Saves recordings and closes what is open. */
  finish(): Promise<readonly Problem[]>;
}

/** Where each model's provider is, and its key. Problems name what is missing before anything is asked. */
export async function findAccess(
  setup: EngineSetup,
  entries: readonly ModelEntry[],
  options: Pick<RunOptions, 'recordings' | 'cache'>,
): Promise<{
  readonly access: ReadonlyMap<string, ProviderAccess>;
  readonly problems: readonly Problem[];
}> {
  const access = new Map<string, ProviderAccess>();
  const problems: Problem[] = [];
  if (options.recordings === 'replay') return { access, problems };
  // Whoever takes a request from the line has keys, and knows where the providers are.
  if (setup.queue !== undefined) return { access: queuedAccess(setup.queue, entries), problems };
  const kinds = [...builtinModelKinds, ...(setup.kinds ?? [])];
  for (const provider of new Set(entries.map((entry) => entry.provider))) {
    const known = setup.providers.get(provider);
    if (known === undefined) {
      problems.push(unknownProvider(provider, [...setup.providers.keys()]));
      continue;
    }
    const { settings } = known;
    const kind = kinds.find((one) => one.kind === settings.kind);
    const secret = await setup.ports.secrets.get(provider);
    if (secret === undefined && known.needsKey && options.cache !== 'require') {
      problems.push(missingKey(provider, known.keyHint));
    }
    if (kind !== undefined) access.set(provider, { kind, settings, secret });
  }
  return { access, problems };
}

/** The one file of a project's recordings. */
export function recordingsPath(root: string): string {
  return join(root, '.assay', 'recordings', 'replies.jsonl');
}

function queuedAccess(
  queue: RequestQueue,
  entries: readonly ModelEntry[],
): ReadonlyMap<string, ProviderAccess> {
  return new Map(
    entries.map(({ provider }) => [
      provider,
      {
        kind: queue.kindFor('no run'),
        settings: { provider, kind: 'queue', baseUrl: 'queue:', stream: false },
        secret: undefined,
      },
    ]),
  );
}

/** `runId`: absent for what is no run, and asks anew every time. */
export async function openModels(
  setup: EngineSetup,
  access: ReadonlyMap<string, ProviderAccess>,
  options: RunOptions,
  spentUsd: number,
  runId: string = makeUlid(setup.ports.clock, setup.ports.random),
): Promise<OpenModels> {
  const { ports, root } = setup;
  const { files, log } = ports;
  const secrets = [...access.values()].flatMap(({ secret }) => secret ?? []);
  const recordings =
    options.recordings === 'off'
      ? undefined
      : await loadRecordings({
          files,
          path: recordingsPath(root),
          keep: options.keep,
          allowed: new Set(options.keepKinds ?? []),
          knownKeys: () => secrets.map((secret: Secret) => secret.reveal()),
        });
  const cache =
    setup.cacheFolder === undefined || options.cache === 'off'
      ? undefined
      : new CacheStore({ files, log, folder: setup.cacheFolder });
  const run = openModelRun({
    ports,
    ...(options.maxCostUsd === undefined ? {} : { maxCostUsd: options.maxCostUsd }),
    spentUsd,
    allowUnpriced: options.allowUnpriced,
    ...(setup.timeouts === undefined ? {} : { timeouts: setup.timeouts }),
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(cache === undefined || options.cache === 'off'
      ? {}
      : { cache: { store: cache, mode: options.cache } }),
    ...(recordings?.value === undefined || options.recordings === 'off'
      ? {}
      : { recordings: { store: recordings.value, mode: options.recordings } }),
  });
  return {
    run,
    source: setup.source,
    problems: recordings?.problems ?? [],
    accessOf(entry) {
      const found = access.get(entry.provider);
      if (found === undefined || setup.queue === undefined) return found;
      return { ...found, kind: setup.queue.kindFor(runId) };
    },
    async finish() {
      run.close();
      await cache?.close();
      if (options.recordings === 'replay' || recordings?.value === undefined) return [];
      return recordings.value.save();
    },
  };
}

/** The provider of the models that VS Code itself offers; only the extension can reach it. */
const editorProvider = 'vscode';

/** Problems of the whole run stand at no line of a file. */
function unknownProvider(provider: string, known: readonly string[]): Problem {
  if (provider === editorProvider) return onlyInEditor;
  const guess = nearest(provider, known);
  return {
    code: 'provider-unknown',
    severity: 'error',
    file: 'assay.models.yml',
    range: fileStart,
    message: `Nobody has said where the provider "${provider}" is.`,
    allowed: known.join(', '),
    next:
      guess === undefined
        ? 'Declare it in your own configuration (not in the workspace), or name another one.'
        : `Did you mean "${guess}"?`,
  };
}

const onlyInEditor: Problem = {
  code: 'provider-only-in-editor',
  severity: 'error',
  file: 'assay.models.yml',
  range: fileStart,
  message: 'Models of the provider "vscode" can only be asked inside VS Code.',
  next: 'Pick another model with --model, or use --replay to answer from recordings.',
};

function missingKey(provider: string, hint: string | undefined): Problem {
  return {
    code: 'key-missing',
    severity: 'error',
    file: 'assay.models.yml',
    range: fileStart,
    message: `There is no key for the provider "${provider}".`,
    next: hint ?? 'Give it a key, use --replay to answer from recordings, or pick another model.',
  };
}
