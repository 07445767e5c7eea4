import { join } from 'node:path';
import type { ModelEntry } from '#protocol/catalogue.ts';
import { fileStart, hasErrors, type Problem } from '#protocol/problem.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { Engine, StoredRun } from '../engine.ts';
import { ModelError } from '../models/modelError.ts';
import { FileError } from '../ports.ts';
import { createEngine } from '../runner/createEngine.ts';
import { readProgress, type Progress } from '../runner/progress.ts';
import type { ReadyRun } from '../runner/run.ts';
import type { EngineSetup } from '../runner/setup.ts';
import { openJournal, type Journal } from '../store/journal.ts';
import { runFolder, type RunFolder } from '../store/runFolder.ts';
import { lockRun } from '../store/runLock.ts';
import { answeringSource, readAnswers } from './answers.ts';
import { openDoors, type OpenDoor } from './doors.ts';
import { isBatchFile, isOpen, readLedger, type LedgerBatch } from './ledger.ts';
import { patiently } from './patience.ts';
import type { SendDesk } from './send.ts';
import { submit } from './submit.ts';
import { figuresOf, viewOf, visitBatches } from './visit.ts';

/** Runs whose replies come from the providers' own batch interfaces: submitted, left alone, collected later. */
export interface Batches {
  /** Plans such runs, and takes them up again for `submit`. It starts none. */
  readonly engine: Engine;
  /** Sends what a planned run has to ask, and lets go of the run. Rejects with `FileError`. */
  submit(ready: ReadyRun, signal: AbortSignal): Promise<Submission>;
  /** Asks how far the batches of a run are. Writes nothing. */
  look(run: StoredRun, signal: AbortSignal): Promise<BatchReport>;
  /** Brings in what has ended. Rejects with `FileError`, and with `ModelError` `cancelled`. */
  collect(run: StoredRun, signal: AbortSignal): Promise<Collected>;
  /** Asks the services to end the batches; what is answered by then stays answered, and is collected as ever. */
  cancel(run: StoredRun, signal: AbortSignal): Promise<BatchReport>;
  /** Whether requests of a run have left in batches and have no end yet. */
  isWaiting(run: StoredRun): Promise<boolean>;
  /** Removes what was brought in, once all of it is in the journal. */
  tidy(run: StoredRun): Promise<void>;
}

/** What was sent just now. */
export interface Submission {
  readonly batches: number;
  readonly requests: number;
  /** Trials that the cache or recordings answer, and that need not be sent. */
  readonly known: number;
  /** Why not all was sent. `unsure`: nobody knows yet whether a batch was created. */
  readonly stopped?: {
    readonly code: string;
    readonly message: string;
    /** USD; set where the budget is too small. */
    readonly neededUsd?: number;
  };
}

export interface BatchReport {
  readonly problems: readonly Problem[];
  readonly batches: readonly BatchView[];
}

export interface BatchView {
  /** From 1. */
  readonly batch: number;
  /** Catalogue id. */
  readonly model: string;
  readonly requests: number;
  /** The service's name for it. */
  readonly remote?: string;
  /** `unsure`: nobody knows yet whether it was created. `refused`: it was not. */
  readonly state: 'unsure' | 'working' | 'cancelling' | 'ended' | 'refused';
  /** The service's own word, or why it was refused. */
  readonly said: string;
  readonly answered?: number;
  readonly failed?: number;
  /** Why it could not be looked at. */
  readonly fault?: { readonly code: string; readonly message: string };
}

export interface Collected extends BatchReport {
  /** Set once everything is there: takes the run up with what was answered. */
  readonly engine?: Engine;
}

/** Made from what the engine of the same project is made from. */
export function openBatches(setup: EngineSetup): Batches {
  const { ports, root } = setup;
  const { files, clock } = ports;
  const isWaiting: Batches['isWaiting'] = async (run) => {
    if (!('value' in run.manifest) || run.manifest.value.options.batch !== true) return false;
    const progress = await progressOf(setup, runFolder(root, run.id), run.manifest.value);
    return progress.waiting.size > 0;
  };
  return {
    engine: createEngine({ ...setup, source: answeringSource(setup) }),
    submit: (ready, signal) => submit(setup, ready, signal),
    look: (run, signal) =>
      eachOpen(setup, run, async ({ door }, remote) => door.look(remote, signal), signal),
    cancel: (run, signal) =>
      eachOpen(setup, run, async ({ door }, remote) => door.cancel(remote, signal), signal),
    async collect(run, signal) {
      if (!('value' in run.manifest)) return damaged(run.manifest.message);
      const folder = runFolder(root, run.id);
      const manifest = run.manifest.value;
      const { doors, problems } = await openDoors(setup, askedOf(manifest), manifest.options);
      if (hasErrors(problems)) return { problems, batches: [] };
      const release = await lockRun(files, clock, folder.lock, setup.self);
      try {
        const { batches } = await readLedger(files, folder);
        const progress = await progressOf(setup, folder, manifest);
        if (progress.end.damagedAtLine !== undefined) return damaged('The journal is damaged.');
        const journal = await openJournal(files, clock, folder.journal, progress.end);
        const known = new Set(batches.flatMap(({ remote }) => remote ?? []));
        const desk: SendDesk = { ports, folder, journal, signal, known };
        const views = await closing(journal, visitBatches(desk, batches, doors));
        const isWhole = views.every(({ state, fault }) => {
          return fault === undefined && (state === 'ended' || state === 'refused');
        });
        if (!isWhole) return { problems, batches: views };
        const before = await progressOf(setup, folder, manifest);
        const ledger = await readLedger(files, folder);
        const answers = await readAnswers(files, folder, ledger, doors, before);
        return {
          problems: [...problems, ...strayProblems(folder, answers.strays)],
          batches: views,
          engine: createEngine({ ...setup, source: answeringSource(setup, { answers, before }) }),
        };
      } finally {
        await release();
      }
    },
    isWaiting,
    async tidy(run) {
      if (await isWaiting(run)) return;
      const { path } = runFolder(root, run.id);
      const names = await files.list(path);
      // A program that was killed may have left halves of such files too.
      for (const name of names) if (isBatchFile(name)) await files.remove(join(path, name));
    },
  };
}

async function closing<T>(journal: Journal, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    await journal.close();
  }
}

async function eachOpen(
  setup: EngineSetup,
  run: StoredRun,
  ask: (door: OpenDoor, remote: string) => Promise<Parameters<typeof figuresOf>[0]>,
  signal: AbortSignal,
): Promise<BatchReport> {
  if (!('value' in run.manifest)) return damaged(run.manifest.message);
  const manifest = run.manifest.value;
  const { doors, problems } = await openDoors(setup, askedOf(manifest), manifest.options);
  const { batches } = await readLedger(setup.ports.files, runFolder(setup.root, run.id));
  if (hasErrors(problems)) return { problems, batches: batches.map((batch) => viewOf(batch)) };
  const views: BatchView[] = [];
  for (const batch of batches) {
    const { remote } = batch;
    const door = doors.get(batch.model);
    if (!isOpen(batch) || remote === undefined || door === undefined) views.push(viewOf(batch));
    else {
      views.push(
        await patiently(setup.ports, signal, () => ask(door, remote)).then(
          (seen) => ({ ...viewOf(batch), ...figuresOf(seen) }),
          (error: unknown) => withFault(batch, error),
        ),
      );
    }
  }
  return { problems, batches: views };
}

function withFault(batch: LedgerBatch, error: unknown): BatchView {
  if (!(error instanceof ModelError) || error.code === 'cancelled') throw error;
  return { ...viewOf(batch), fault: { code: error.code, message: error.message } };
}

/** The entries of the candidates' models. */
function askedOf({ candidates, models }: RunManifest): readonly ModelEntry[] {
  const asked = new Set(candidates.map(({ model }) => model));
  return models.filter(({ id }) => asked.has(id));
}

async function progressOf(
  { ports }: EngineSetup,
  folder: RunFolder,
  { trials }: RunManifest,
): Promise<Pick<Progress, 'end' | 'waiting'>> {
  try {
    return await readProgress(ports.files, folder.journal, trials);
  } catch (error) {
    if (!(error instanceof FileError) || error.code !== 'missing') throw error;
    return { end: { seq: 0, bytes: 0 }, waiting: new Map() };
  }
}

function strayProblems({ id, path }: RunFolder, strays: number): readonly Problem[] {
  if (strays === 0) return [];
  return [
    {
      code: 'batch-strays',
      severity: 'warning',
      file: path,
      range: fileStart,
      message: `${strays === 1 ? 'A line' : `${strays} lines`} of the results belong to no request of the run ${id}, or to one that has its answer. They were left aside.`,
      next: 'Nothing has to be done; tell the provider where it happens again.',
    },
  ];
}

function damaged(why: string): BatchReport {
  const problem: Problem = {
    code: 'run-damaged',
    severity: 'error',
    file: '.assay/runs',
    range: fileStart,
    message: why,
    next: 'Look at the batches at the provider; what they have answered is there.',
  };
  return { problems: [problem], batches: [] };
}
