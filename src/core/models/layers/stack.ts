import type { ModelEntry } from '#protocol/catalogue.ts';
import type { Problem } from '#protocol/problem.ts';
import type { RecordingMode, RunOptions } from '#protocol/run.ts';
import type { Ports, Secret } from '../../ports.ts';
import {
  defaultTimeouts,
  layered,
  type Model,
  type ModelKind,
  type ModelLayer,
  type ProviderSettings,
  type Timeouts,
} from '../model.ts';
import { AbortFan } from './abortFan.ts';
import { Accounts, type Account } from './account.ts';
import { Budget, budgeted } from './budget.ts';
import { cached, type CacheMode } from './cache.ts';
import type { CacheStore } from './cacheStore.ts';
import { makeTokenEstimate } from './estimate.ts';
import { formatAsWish } from './formatWish.ts';
import { gated, Pool } from './gate.ts';
import { interruptible, Interruptions } from './interruption.ts';
import { keyless } from './keyless.ts';
import { recording, replaying, type ModelTarget } from './recording.ts';
import type { Recordings } from './recordings.ts';
import { retrying, RetryAllowance } from './retry.ts';
import { watchSleep } from './sleepDetector.ts';

const defaultConcurrency = 32;

export interface ModelRunOptions {
  readonly ports: Ports;
  /** USD; absent: no limit. */
  readonly maxCostUsd?: number;
  /** USD spent by the run that this one resumes. */
  readonly spentUsd?: number;
  /** Catalogue ids that may run under a limit although they have no price. */
  readonly allowUnpriced?: readonly string[];
  /** Most requests in flight of one pool of one account. Absent: 32, or more where the catalogue says so. */
  readonly concurrency?: number;
  readonly timeouts?: Timeouts;
  readonly cache?: { readonly store: CacheStore; readonly mode: CacheMode };
  /** `replay`: every model answers from the recordings alone. */
  readonly recordings?: {
    readonly store: Recordings;
    readonly mode: Exclude<RecordingMode, 'off'>;
  };
}

/** Who is reached, how, and with which key. Comes from the user, never from a workspace. */
export interface ProviderAccess {
  readonly kind: ModelKind;
  readonly settings: ProviderSettings;
  readonly secret: Secret | undefined;
}

/**
 * Judges wait in a line of their own, so that scoring never starves the trials or the other way round. What form their
 * answers have is a wish, since their questions say it in words too.
 */
export type PoolName = 'trials' | 'judges';

/** Answers trials in the place of their providers; judges are asked as ever. */
export interface TrialSource {
  /** What keeps these models from being answered for. */
  problemsOf(
    entries: readonly ModelEntry[],
    options: Pick<RunOptions, 'recordings' | 'cache'>,
  ): readonly Problem[];
  /** Whether its own answer is the one that counts, whatever the cache and the recordings say. */
  holds(trial: number | undefined): boolean;
  /** It neither waits nor is asked again; it settles with the budget itself. */
  open(entry: ModelEntry, access: ProviderAccess, budget: Budget): Model;
}

/** The models of one run, and what they share: money, accounts, patience. */
export interface ModelRun {
  readonly budget: Budget;
  /** `access` may be absent only in replay. `source`: stands where the provider would. */
  open(
    entry: ModelEntry,
    access: ProviderAccess | undefined,
    pool: PoolName,
    source?: TrialSource,
  ): Model;
  /** Ends what watches the run; models must not be used after. */
  close(): void;
}

export function openModelRun(options: ModelRunOptions): ModelRun {
  const { ports, recordings, cache } = options;
  const { clock, random } = ports;
  const aborts = new AbortFan();
  const estimate = makeTokenEstimate();
  const accounts = new Accounts(clock);
  const budget = new Budget(options.maxCostUsd, options.spentUsd);
  const interruptions = new Interruptions(aborts);
  const allowance = new RetryAllowance();
  const pools = new Map<string, Pool>();
  let sleptMs = 0;
  const awakeMs = (): number => clock.monotonic() - sleptMs;
  const isReplay = recordings?.mode === 'replay';
  const stopWatch = isReplay
    ? undefined
    : watchSleep(clock, (missedMs) => {
        sleptMs += missedMs;
        accounts.slept(missedMs);
        interruptions.interrupt('The computer slept, and the connection did not survive it.');
      });

  const poolOf = (account: Account, name: PoolName, entry: ModelEntry): Pool => {
    const key = `${name} ${account.name}`;
    const most =
      options.concurrency ?? Math.max(defaultConcurrency, entry.limits?.concurrency ?? 0);
    const pool = pools.get(key) ?? new Pool(account, aborts, most);
    pools.set(key, pool);
    pool.limit.allow(most);
    return pool;
  };

  return {
    budget,
    open(entry, access, poolName, source) {
      const target: ModelTarget = { id: entry.id, provider: entry.provider, name: entry.name };
      const wish = poolName === 'judges' ? formatAsWish(entry.unsupported) : undefined;
      if (isReplay) {
        const replayed = replaying(recordings.store, target);
        return wish === undefined ? replayed : wish(replayed);
      }
      if (access === undefined) throw new Error(`${entry.id} needs a provider outside replay.`);
      const { kind, settings, secret } = access;
      const record = recordings?.mode === 'complete' ? 'complete' : 'record';
      const kept = (isFresh: boolean): readonly (ModelLayer | undefined)[] => [
        recordings && recording(recordings.store, target, clock, isFresh ? 'record' : record),
        cache && cached(cache.store, isFresh ? 'refresh' : cache.mode, target, settings.baseUrl),
      ];
      if (source !== undefined) {
        const inner = source.open(entry, access, budget);
        const over = (isFresh: boolean): Model =>
          layered(inner, ...present([...kept(isFresh), secret && keyless(secret)]));
        const [fresh, usual] = [over(true), over(false)];
        return {
          id: entry.id,
          reply: (request, call) => (source.holds(call.trial) ? fresh : usual).reply(request, call),
        };
      }
      const account = accounts.of(settings.provider);
      const lane = account.lane(entry);
      const { unsupported, limits } = entry;
      const provider = kind.open({
        id: entry.id,
        name: entry.name,
        settings,
        secret,
        ports,
        timeouts: options.timeouts ?? defaultTimeouts,
        ...(unsupported !== undefined && { unsupported }),
        ...(limits?.maxOutputTokens !== undefined && { maxOutputTokens: limits.maxOutputTokens }),
        onAccount: (signals) => {
          account.hearSignals(lane, signals);
        },
      });
      const allowUnpriced = options.allowUnpriced?.includes(entry.id) === true;
      const layers: readonly (ModelLayer | undefined)[] = [
        wish,
        ...kept(false),
        retrying({ clock, random, aborts, allowance, awakeMs }),
        gated(poolOf(account, poolName, entry), entry, estimate),
        budgeted(entry, { budget, clock, aborts, estimate, allowUnpriced }),
        interruptible(interruptions),
        secret && keyless(secret),
      ];
      return layered(provider, ...present(layers));
    },
    close() {
      stopWatch?.();
    },
  };
}

function present(layers: readonly (ModelLayer | undefined)[]): readonly ModelLayer[] {
  return layers.filter((layer) => layer !== undefined);
}
