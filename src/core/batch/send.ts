import type { BatchStep } from '#protocol/batch.ts';
import type { RemoteBatch } from '../models/batch.ts';
import { ModelError } from '../models/modelError.ts';
import type { Ports } from '../ports.ts';
import type { Journal } from '../store/journal.ts';
import { mostManifestBytes, type RunFolder } from '../store/runFolder.ts';
import type { OpenDoor } from './doors.ts';
import { requestsPath, type LedgerBatch } from './ledger.ts';
import { patiently } from './patience.ts';

/** What sending needs. */
export interface SendDesk {
  readonly ports: Pick<Ports, 'files' | 'clock' | 'random'>;
  readonly folder: RunFolder;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  /** The service's ids of batches that are known. */
  readonly known: Set<string>;
}

/**
 * What became of a batch. `unsure`: it may have been created, and nothing can tell yet. `refused`: it was not, and will
 * not be. `stuck`: it was not, and may be sent again.
 */
export type Sent =
  | { readonly kind: 'submitted'; readonly remote: RemoteBatch }
  | { readonly kind: 'unsure'; readonly why: string }
  | { readonly kind: 'refused' | 'stuck'; readonly error: ModelError };

/** Writes each step down before the next begins, so that a program that is killed knows where it was. */
export async function sendBatch(
  desk: SendDesk,
  batch: LedgerBatch,
  { door }: OpenDoor,
): Promise<Sent> {
  const { ports, folder, journal, signal } = desk;
  const { files } = ports;
  const tell = (step: BatchStep): void => {
    journal.append({ kind: 'batch', batch: batch.batch, ...step });
  };
  try {
    const path = requestsPath(folder, batch.batch);
    const lines = new TextDecoder().decode(await files.read(path, mostManifestBytes));
    let { file } = batch;
    if (file === undefined) {
      file = await patiently(ports, signal, async () => door.upload?.(batch.id, lines, signal));
      if (file !== undefined) tell({ step: 'uploaded', file });
    }
    const laid = { id: batch.id, endpoint: batch.endpoint, lines };
    const remote = await patiently(
      ports,
      signal,
      () => door.create({ ...laid, ...(file === undefined ? {} : { file }) }, signal),
      (error) => !mayBeCreated(error),
    );
    await adopt(desk, batch, remote);
    return { kind: 'submitted', remote };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    if (mayBeCreated(error)) return { kind: 'unsure', why: error.message };
    if (error.policy.retry !== 'never' || error.code === 'cancelled') {
      return { kind: 'stuck', error };
    }
    await refuse(desk, batch, error);
    return { kind: 'refused', error };
  }
}

/** Nobody said that the service took it, and nobody said that it did not. */
function mayBeCreated({ code, billed }: ModelError): boolean {
  return billed === 'maybe' || code === 'server-error' || code === 'conflict';
}

/** Finds out what became of a batch whose creation was never answered. */
export async function recoverBatch(
  { ports, known, signal }: SendDesk,
  { id, requests, plannedAtMs }: LedgerBatch,
  { door }: OpenDoor,
): Promise<Sent | { readonly kind: 'none' }> {
  const lost = { id, requests, sinceMs: plannedAtMs, known };
  const found = await patiently(ports, signal, () => door.find(lost, signal));
  if (found.kind === 'found') return { kind: 'submitted', remote: found.batch };
  if (found.kind === 'none') return found;
  const which = found.batches === 1 ? 'One batch' : `One of ${found.batches} batches`;
  return { kind: 'unsure', why: `${which} that the service still works on may be it.` };
}

/** The service has it: the requests need not be kept here. */
export async function adopt(
  { ports, folder, journal, known }: SendDesk,
  { batch }: LedgerBatch,
  { id }: RemoteBatch,
): Promise<void> {
  known.add(id);
  journal.append({ kind: 'batch', batch, step: 'submitted', remote: id });
  await ports.files.remove(requestsPath(folder, batch));
}

export async function refuse(
  { ports, folder, journal }: SendDesk,
  { batch }: LedgerBatch,
  { code, message }: Pick<ModelError, 'code' | 'message'>,
): Promise<void> {
  journal.append({ kind: 'batch', batch, step: 'refused', code, message });
  await ports.files.remove(requestsPath(folder, batch));
}
