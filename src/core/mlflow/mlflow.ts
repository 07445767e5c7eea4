import { basename } from 'node:path';
import type { History, StoredRun } from '../engine.ts';
import { FileError, type Files, type Ports } from '../ports.ts';
import { lockRun, type ThisProcess } from '../store/runLock.ts';
import { openMlflowApi, type MlflowApi } from './api.ts';
import { familiesOf, type FamilyTerms } from './familyOf.ts';
import { MlflowError } from './mlflowError.ts';
import { longestWaitMs, openOutbox, type OutboxEntry } from './outbox.ts';
import { pullRuns, type Pulled, type PullWish } from './pullRuns.ts';
import { pushFamily, type PushedFamily } from './pushFamily.ts';
import type { MlflowCredential, MlflowTerms } from './terms.ts';
import { trialRows } from './trialRows.ts';

/** What became of a run that was to be sent. */
export type Delivery =
  | { readonly kind: 'pushed'; readonly run: string; readonly families: readonly PushedFamily[] }
  /** It waits in the outbox. */
  | { readonly kind: 'waiting'; readonly run: string; readonly error: MlflowError }
  /** It cannot be sent at all. */
  | { readonly kind: 'refused'; readonly run: string; readonly why: string };

/** One project and one MLflow server. */
export interface Mlflow {
  readonly terms: MlflowTerms;
  /** Sends a run, or puts it into the outbox. Rejects only with `FileError` of the outbox. */
  push(run: StoredRun, signal: AbortSignal): Promise<Delivery>;
  /**
   * Sends what waits in the outbox for this server, oldest first, and stops at the first failure that time may heal. `due`:
   * only what has waited long enough since it failed.
   */
  deliver(which: 'due' | 'all', signal: AbortSignal): Promise<readonly Delivery[]>;
  /** Puts a run into the outbox without trying. Rejects with `FileError`. */
  later(run: StoredRun): Promise<void>;
  waiting(): Promise<readonly OutboxEntry[]>;
  /** Asks the server for an experiment, to see whether it answers as MLflow does. Rejects with `MlflowError`. */
  look(signal: AbortSignal): Promise<void>;
  /** Rejects with `MlflowError` or `FileError`. */
  pull(
    wish: Omit<PullWish, 'experiment'> & { readonly experiment?: string },
    signal: AbortSignal,
  ): Promise<Pulled>;
}

export interface MlflowSetup {
  readonly ports: Pick<Ports, 'clock' | 'fetch'> & { readonly files: Files };
  readonly root: string;
  readonly history: Pick<History, 'find' | 'results' | 'cases'>;
  readonly self: ThisProcess;
  readonly terms: MlflowTerms;
  /** Asked before each talk. */
  readonly credential: () => Promise<MlflowCredential | undefined>;
  /** Who is at work; only asked where the user lets runs tell it. */
  readonly person?: () => Promise<string | undefined>;
}

export function openMlflow(setup: MlflowSetup): Mlflow {
  const { ports, root, history, terms } = setup;
  const { files, clock } = ports;
  const outbox = openOutbox(files, clock, root);
  const project = basename(root);
  const ownExperiment = terms.experiment.replaceAll('{project}', () => project);

  const open = async (signal: AbortSignal): Promise<MlflowApi> => {
    const credential = await setup.credential();
    return openMlflowApi({ trackingUri: terms.trackingUri, credential, ports }, signal);
  };

  const send = async (run: StoredRun, signal: AbortSignal): Promise<Delivery> => {
    const { manifest, summary, id } = run;
    if (!('value' in manifest)) return { kind: 'refused', run: id, why: manifest.message };
    if (!('value' in summary)) {
      const why =
        summary.fault === 'missing'
          ? `The run ${id} has not ended. Go on with it: assay run --resume ${id}`
          : summary.message;
      return { kind: 'refused', run: id, why };
    }
    const person = terms.user ? await setup.person?.() : undefined;
    const { experiment, texts } = terms;
    const familyTerms: FamilyTerms = {
      project,
      experiment,
      texts,
      ...(person === undefined ? {} : { person }),
    };
    try {
      const rows = await trialRows(history, run, manifest.value, texts === 'all');
      const ended = { manifest: manifest.value, summary: summary.value, rows };
      const api = await open(signal);
      const families: PushedFamily[] = [];
      for (const family of familiesOf(ended, familyTerms)) {
        families.push(await pushFamily(api, family));
      }
      return { kind: 'pushed', run: id, families };
    } catch (error) {
      if (error instanceof MlflowError) return { kind: 'waiting', run: id, error };
      if (error instanceof FileError) return { kind: 'refused', run: id, why: error.message };
      throw error;
    }
  };

  /** The outbox first: a push that is killed is then made good by the next one. */
  const sendKept = async (run: StoredRun, signal: AbortSignal): Promise<Delivery> => {
    await outbox.put(run.id, terms.trackingUri);
    const delivery = await send(run, signal);
    if (delivery.kind === 'waiting') await outbox.failed(run.id, delivery.error.message);
    else await outbox.remove(run.id);
    return delivery;
  };

  return {
    terms,
    async push(run, signal) {
      const lock = await takeLock(setup, await outbox.lockPath(), signal);
      if (lock === undefined) {
        await outbox.put(run.id, terms.trackingUri);
        return { kind: 'waiting', run: run.id, error: signal.aborted ? cancelled() : busy() };
      }
      try {
        return await sendKept(run, signal);
      } finally {
        await lock();
      }
    },
    async deliver(which, signal) {
      const now = clock.now();
      const due = (await outbox.list()).filter(
        ({ trackingUri, nextAt }) =>
          trackingUri === terms.trackingUri && (which === 'all' || nextAt <= now),
      );
      if (due.length === 0) return [];
      const lock = await takeLock(setup, await outbox.lockPath(), signal);
      if (lock === undefined) return [];
      const done: Delivery[] = [];
      try {
        for (const { run, since } of due) {
          const stored = await history.find(run);
          if (stored === undefined || now - since > longestWaitMs) {
            await outbox.remove(run);
            const why = stored === undefined ? 'is not there any more' : 'has waited for 30 days';
            done.push({ kind: 'refused', run, why: `The run ${run} ${why}; it is not sent.` });
            continue;
          }
          const delivery = await sendKept(stored, signal);
          done.push(delivery);
          if (delivery.kind === 'waiting') break;
        }
      } finally {
        await lock();
      }
      return done;
    },
    waiting: () => outbox.list(),
    async later(run) {
      await outbox.put(run.id, terms.trackingUri);
    },
    async look(signal) {
      const api = await open(signal);
      await api.experimentNamed(ownExperiment);
    },
    async pull({ experiment, ...wish }, signal) {
      const named = experiment ?? ownExperiment;
      const desk = { api: await open(signal), files, root, server: terms.trackingUri };
      return pullRuns(desk, { ...wish, experiment: named });
    },
  };
}

const lockPauseMs = 250;
const lockTries = 80;

/** Waits for another push of this project to end. `undefined`: it has not. */
async function takeLock(
  { ports: { files, clock }, self }: MlflowSetup,
  path: string,
  signal: AbortSignal,
): Promise<(() => Promise<void>) | undefined> {
  for (let tried = 0; tried < lockTries && !signal.aborted; tried += 1) {
    try {
      return await lockRun(files, clock, path, self);
    } catch (error) {
      if (!(error instanceof FileError) || error.code !== 'no-access') throw error;
    }
    await new Promise<void>((resolve) => {
      clock.timer(lockPauseMs, resolve);
    });
  }
  return undefined;
}

function cancelled(): MlflowError {
  return new MlflowError('cancelled', 'Cancelled.', 'Push it again when you like.');
}

function busy(): MlflowError {
  return new MlflowError(
    'conflict',
    'Another push of this project is under way.',
    'Run "assay mlflow push" again when it has ended.',
  );
}
