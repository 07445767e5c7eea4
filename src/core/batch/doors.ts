import type { ModelEntry } from '#protocol/catalogue.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import type { RunOptions } from '#protocol/run.ts';
import type { BatchDoor, BatchKind } from '../models/batch.ts';
import { builtinBatches } from '../models/builtinBatches.ts';
import type { ProviderAccess } from '../models/layers/stack.ts';
import type { Timeouts } from '../models/model.ts';
import type { Secret } from '../ports.ts';
import { catalogueFile } from '../project/findRoot.ts';
import { findAccess } from '../runner/access.ts';
import type { EngineSetup } from '../runner/setup.ts';

/** How the batches of one model are reached. */
export interface OpenDoor {
  readonly entry: ModelEntry;
  readonly door: BatchDoor;
  readonly limits: BatchKind['limits'];
  readonly secret: Secret | undefined;
}

/** By catalogue id. */
export type Doors = ReadonlyMap<string, OpenDoor>;

/** A file of many requests takes longer than a reply. */
const timeouts: Timeouts = {
  headersMs: 600_000,
  firstContentMs: 600_000,
  idleMs: 120_000,
  attemptMs: 3_600_000,
};

/** Opens what these models are reached by. Models without a door have a problem instead. */
export async function openDoors(
  setup: EngineSetup,
  entries: readonly ModelEntry[],
  options: Pick<RunOptions, 'recordings' | 'cache'>,
): Promise<{ readonly doors: Doors; readonly problems: readonly Problem[] }> {
  const { access, problems } = await findAccess(setup, entries, options);
  const doors = new Map<string, OpenDoor>();
  for (const entry of entries) {
    const found = access.get(entry.provider);
    const kind = builtinBatches.find((one) => one.kind === found?.kind.kind);
    if (found !== undefined && kind !== undefined) {
      doors.set(entry.id, openDoor(setup, entry, found, kind));
    }
  }
  return { doors, problems: [...problems, ...withoutBatches(setup, entries)] };
}

export function openDoor(
  { ports, timeouts: own }: EngineSetup,
  entry: ModelEntry,
  { settings, secret }: ProviderAccess,
  kind: BatchKind,
): OpenDoor {
  const { id, name, unsupported, limits: { maxOutputTokens } = {} } = entry;
  const door = kind.open({
    id,
    name,
    settings,
    secret,
    ports,
    timeouts: own ?? timeouts,
    ...(unsupported === undefined ? {} : { unsupported }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  });
  return { entry, door, limits: kind.limits, secret };
}

/** A problem for each of these models whose provider is known and has no batch interface. */
export function withoutBatches(
  { providers }: Pick<EngineSetup, 'providers'>,
  entries: readonly ModelEntry[],
): readonly Problem[] {
  const ids = new Map(
    entries.flatMap(({ id, provider }) => {
      const kind = providers.get(provider)?.settings.kind;
      const has = kind === undefined || builtinBatches.some((one) => one.kind === kind);
      return has ? [] : [[id, provider] as const];
    }),
  );
  return Array.from(ids, ([id, provider]) => ({
    code: 'batch-unsupported',
    severity: 'error' as const,
    file: catalogueFile,
    range: fileStart,
    message: `${id} cannot be asked in a batch: the provider "${provider}" has no batch interface.`,
    next: 'Run it without --batch, or name models of openai and anthropic alone with --model.',
  }));
}
