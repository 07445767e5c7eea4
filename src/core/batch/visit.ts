import { ModelError } from '../models/modelError.ts';
import type { RemoteBatch } from '../models/batch.ts';
import type { BatchView } from './batches.ts';
import type { Doors, OpenDoor } from './doors.ts';
import { fetchResults, isGone } from './fetchResults.ts';
import { isOpen, resultsPath, type LedgerBatch } from './ledger.ts';
import { patiently } from './patience.ts';
import { adopt, recoverBatch, refuse, type SendDesk } from './send.ts';

/** Looks at each batch that something is still to come of, and brings in what has ended. */
export async function visitBatches(
  desk: SendDesk,
  batches: readonly LedgerBatch[],
  doors: Doors,
): Promise<readonly BatchView[]> {
  const views: BatchView[] = [];
  for (const batch of batches) {
    const door = doors.get(batch.model);
    const view =
      isOpen(batch) && door !== undefined ? await visit(desk, batch, door) : viewOf(batch);
    views.push(view);
  }
  return views;
}

async function visit(desk: SendDesk, batch: LedgerBatch, door: OpenDoor): Promise<BatchView> {
  try {
    return await look(desk, batch, door);
  } catch (error) {
    if (!(error instanceof ModelError) || error.code === 'cancelled') throw error;
    return { ...viewOf(batch), fault: { code: error.code, message: error.message } };
  }
}

async function look(desk: SendDesk, batch: LedgerBatch, door: OpenDoor): Promise<BatchView> {
  const { ports, folder, journal, signal } = desk;
  let { remote } = batch;
  if (remote === undefined) {
    const found = await recoverBatch(desk, batch, door);
    if (found.kind === 'none') {
      const message = 'It was never created.';
      await refuse(desk, batch, { code: 'not-submitted', message });
      return { ...viewOf(batch), state: 'refused', said: message };
    }
    if (found.kind !== 'submitted') {
      const said = found.kind === 'unsure' ? found.why : found.error.message;
      return { ...viewOf(batch), state: 'unsure', said };
    }
    await adopt(desk, batch, found.remote);
    remote = found.remote.id;
  }
  const id = remote;
  const seen = await patiently(ports, signal, () => door.door.look(id, signal)).catch(orGone(id));
  const view = { ...viewOf({ ...batch, remote: id }), ...figuresOf(seen) };
  if (seen.state !== 'ended') return view;
  let { said } = seen;
  try {
    const path = resultsPath(folder, batch.batch);
    await patiently(ports, signal, () => fetchResults(ports.files, path, door, seen, signal));
  } catch (error) {
    if (!isGone(error)) throw error;
    said = gone;
  }
  const { refusal } = seen;
  const why = refusal === undefined ? {} : { refusal };
  journal.append({ kind: 'batch', batch: batch.batch, step: 'ended', said, ...why });
  return { ...view, said };
}

const gone = 'gone';

function orGone(id: string): (error: unknown) => RemoteBatch {
  return (error) => {
    if (!isGone(error)) throw error;
    return { id, state: 'ended', said: gone, answered: 0, failed: 0, results: [] };
  };
}

/** What is known without asking. */
export function viewOf(batch: LedgerBatch): BatchView {
  const { batch: number, model, requests, remote, refused, ended } = batch;
  const known = { batch: number, model, requests, ...(remote === undefined ? {} : { remote }) };
  if (refused !== undefined) return { ...known, state: 'refused', said: refused.message };
  if (ended !== undefined) return { ...known, state: 'ended', said: ended.said };
  return { ...known, state: remote === undefined ? 'unsure' : 'working', said: '' };
}

export function figuresOf({
  state,
  said,
  answered,
  failed,
  refusal,
}: RemoteBatch): Pick<BatchView, 'state' | 'said' | 'answered' | 'failed'> {
  return { state, said: refusal === undefined ? said : `${said}: ${refusal}`, answered, failed };
}
