import { join } from 'node:path';
import type { BatchStep } from '#protocol/batch.ts';
import { FileError, type Files } from '../ports.ts';
import { readJournal } from '../store/journal.ts';
import type { RunFolder } from '../store/runFolder.ts';

type Step<Name extends BatchStep['step']> = Omit<Extract<BatchStep, { step: Name }>, 'step'>;

/** How far one batch of a run has come, as the run's journal says. */
export interface LedgerBatch extends Step<'planned'> {
  /** From 1. */
  readonly batch: number;
  /** What it is called at its service. */
  readonly id: string;
  /** Wall clock, milliseconds since 1970. */
  readonly plannedAtMs: number;
  readonly file?: string;
  readonly remote?: string;
  readonly refused?: Step<'refused'>;
  readonly ended?: Step<'ended'>;
}

/** The batches of a run. */
export interface Ledger {
  readonly batches: readonly LedgerBatch[];
  /** Trial → the newest batch that it was laid down in. */
  readonly batchOf: ReadonlyMap<number, number>;
}

/** A run that was killed before its first line has none. */
export async function readLedger(files: Files, folder: RunFolder): Promise<Ledger> {
  const batches = new Map<number, LedgerBatch>();
  const batchOf = new Map<number, number>();
  try {
    await readJournal(files, folder.journal, ({ at, entry }) => {
      if (entry.kind === 'dispatch' && entry.batch !== undefined) {
        batchOf.set(entry.trial, entry.batch);
      } else if (entry.kind === 'batch') {
        const before = batches.get(entry.batch);
        const next = after(before, entry, { id: batchId(folder, entry.batch), at });
        if (next !== undefined) batches.set(entry.batch, next);
      }
    });
  } catch (error) {
    if (!(error instanceof FileError) || error.code !== 'missing') throw error;
  }
  return { batches: [...batches.values()], batchOf };
}

function after(
  before: LedgerBatch | undefined,
  entry: { readonly batch: number } & BatchStep,
  { id, at }: { readonly id: string; readonly at: number },
): LedgerBatch | undefined {
  if (entry.step === 'planned') {
    const { batch, model, endpoint, requests } = entry;
    return { batch, id, plannedAtMs: at, model, endpoint, requests };
  }
  if (before === undefined) return undefined;
  switch (entry.step) {
    case 'uploaded':
      return { ...before, file: entry.file };
    case 'submitted':
      return { ...before, remote: entry.remote };
    case 'refused':
      return { ...before, refused: { code: entry.code, message: entry.message } };
    case 'ended':
      break;
  }
  const { said, refusal } = entry;
  return { ...before, ended: { said, ...(refusal === undefined ? {} : { refusal }) } };
}

/** One that something is still to come of. */
export function isOpen({ refused, ended }: LedgerBatch): boolean {
  return refused === undefined && ended === undefined;
}

export function batchId({ id }: RunFolder, batch: number): string {
  return `${id}-${batch}`;
}

/** The requests of a batch, until the service has taken it. */
export function requestsPath({ path }: RunFolder, batch: number): string {
  return join(path, `batch-${batch}.requests.jsonl`);
}

/** Whether a file in a run's folder is one of these, or a half of one. */
export function isBatchFile(name: string): boolean {
  return /^\.?batch-\d+\.(?:requests|results)\.jsonl/.test(name);
}

/** What the service has answered, until all of it is scored. */
export function resultsPath({ path }: RunFolder, batch: number): string {
  return join(path, `batch-${batch}.results.jsonl`);
}
