import { ModelError } from '../models/modelError.ts';
import type { ReadyRun } from '../runner/run.ts';
import type { EngineSetup } from '../runner/setup.ts';
import { openJournal, type Journal } from '../store/journal.ts';
import type { Submission } from './batches.ts';
import { openDoors, type Doors, type OpenDoor } from './doors.ts';
import { layDown, type LaidBatch, type LaidRun } from './layDown.ts';
import { batchId, isOpen, readLedger, requestsPath, type LedgerBatch } from './ledger.ts';
import { adopt, recoverBatch, sendBatch, type SendDesk, type Sent } from './send.ts';

/**
 * Lays down whatever a planned run has to ask, and sends it. What an earlier start left unfinished comes first. Lets go of
 * the run.
 */
export async function submit(
  setup: EngineSetup,
  ready: ReadyRun,
  signal: AbortSignal,
): Promise<Submission> {
  const { files, clock } = setup.ports;
  const { folder, manifest, before } = ready;
  let journal: Journal | undefined;
  try {
    const asked = new Set(manifest.candidates.map(({ model }) => model));
    const entries = manifest.models.filter(({ id }) => asked.has(id));
    const { doors } = await openDoors(setup, entries, manifest.options);
    const { batches } = await readLedger(files, folder);
    const first = Math.max(0, ...batches.map(({ batch }) => batch)) + 1;
    const laid = await layDown(files, ready, doors, first, signal);
    const refusal = overBudget(ready, laid);
    if (refusal !== undefined) {
      for (const { batch } of laid.batches) await files.remove(requestsPath(folder, batch));
      return { batches: 0, requests: 0, known: laid.known, stopped: refusal };
    }
    journal = await openJournal(files, clock, folder.journal, before?.end ?? { seq: 0, bytes: 0 });
    const known = new Set(batches.flatMap(({ remote }) => remote ?? []));
    const desk: SendDesk = { ports: setup.ports, folder, journal, signal, known };
    const tally = new SubmissionTally(laid.known);
    for (const batch of batches) {
      if (!isOpen(batch) || batch.remote !== undefined) continue;
      const door = doors.get(batch.model);
      if (door !== undefined) tally.add(batch, await takeUp(desk, batch, door));
    }
    for (const batch of laid.batches) await sendLaid(desk, batch, doors, tally);
    return tally.submission;
  } finally {
    await journal?.close();
    await ready.finish();
    await ready.release();
  }
}

/** Nothing of a run is sent where all of it together can cost more than may be spent. */
function overBudget(
  { manifest, before, spentUsd }: ReadyRun,
  { reservedUsd }: LaidRun,
): Submission['stopped'] {
  const { maxCostUsd } = manifest.options;
  if (maxCostUsd === undefined) return undefined;
  let mostUsd = spentUsd() + reservedUsd;
  for (const laid of before?.waiting.values() ?? []) mostUsd += laid.reservedUsd;
  if (mostUsd <= maxCostUsd) return undefined;
  return {
    code: 'budget-reached',
    message: `The batches can cost ${usd(mostUsd)} together, and the budget is ${usd(maxCostUsd)}. Nothing was sent.`,
    neededUsd: mostUsd,
  };
}

function usd(value: number): string {
  return `$${Number(value.toPrecision(3))}`;
}

/** Once something has stopped, the rest stays where it is: it can be sent by a later start. */
class SubmissionTally {
  private batches = 0;
  private requests = 0;
  private stopped: Submission['stopped'];
  private readonly known: number;

  constructor(known: number) {
    this.known = known;
  }

  get isStopped(): boolean {
    return this.stopped !== undefined;
  }

  add({ requests }: Pick<LedgerBatch, 'requests'>, sent: Sent): void {
    if (sent.kind === 'submitted') {
      this.batches += 1;
      this.requests += requests;
    } else if (sent.kind === 'unsure') {
      this.stopped ??= { code: 'unsure', message: `A batch may have been created. ${sent.why}` };
    } else {
      const { code, message } = sent.error;
      this.stopped ??= { code, message };
    }
  }

  get submission(): Submission {
    const { batches, requests, known, stopped } = this;
    return { batches, requests, known, ...(stopped === undefined ? {} : { stopped }) };
  }
}

async function takeUp(desk: SendDesk, batch: LedgerBatch, door: OpenDoor): Promise<Sent> {
  try {
    const found = await recoverBatch(desk, batch, door);
    if (found.kind === 'none') return await sendBatch(desk, batch, door);
    if (found.kind === 'submitted') await adopt(desk, batch, found.remote);
    return found;
  } catch (error) {
    if (error instanceof ModelError) return { kind: 'stuck', error };
    throw error;
  }
}

async function sendLaid(
  desk: SendDesk,
  { batch, model, endpoint, requests }: LaidBatch,
  doors: Doors,
  tally: SubmissionTally,
): Promise<void> {
  const { journal, ports, folder } = desk;
  const door = doors.get(model);
  if (tally.isStopped || desk.signal.aborted || door === undefined) {
    // A later start lays these trials down anew.
    await ports.files.remove(requestsPath(folder, batch));
    return;
  }
  const planned = { batch, model, endpoint, requests: requests.length };
  journal.append({ kind: 'batch', step: 'planned', ...planned });
  for (const { ref, reservedUsd } of requests) {
    const reserved = reservedUsd === undefined ? {} : { reservedUsd };
    journal.append({ kind: 'dispatch', ...ref, attempt: 1, ...reserved, batch });
  }
  const plannedAtMs = ports.clock.now();
  const whole = { ...planned, id: batchId(folder, batch), plannedAtMs };
  tally.add(whole, await sendBatch(desk, whole, door));
}
