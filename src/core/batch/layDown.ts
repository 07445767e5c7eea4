import type { TrialRef } from '#protocol/trial.ts';
import { customIdOf } from '../models/batch.ts';
import { makeTokenEstimate } from '../models/layers/estimate.ts';
import { mostCostUsd } from '../models/layers/budget.ts';
import type { ModelRequest } from '../models/model.ts';
import { ModelError } from '../models/modelError.ts';
import { inBatch } from '../models/pricing.ts';
import type { Files, Replacement } from '../ports.ts';
import { requestOf } from '../runner/oneTrial.ts';
import type { PreparedCandidate } from '../runner/prepared.ts';
import type { ReadyRun } from '../runner/run.ts';
import { trialGrid } from '../runner/trialGrid.ts';
import { readSnapshot } from '../store/snapshot.ts';
import type { Doors, OpenDoor } from './doors.ts';
import { batchId, requestsPath } from './ledger.ts';

/** A batch whose requests are on disk and nowhere else. */
export interface LaidBatch {
  readonly batch: number;
  readonly model: string;
  readonly endpoint: string;
  readonly requests: readonly LaidTrial[];
}

export interface LaidTrial {
  readonly ref: TrialRef;
  /** Absent: the model has no price. */
  readonly reservedUsd?: number;
}

export interface LaidRun {
  readonly batches: readonly LaidBatch[];
  /** Trials that the cache or recordings answer. */
  readonly known: number;
  readonly reservedUsd: number;
}

/** Writes down what a run has to ask, a file a batch. Sends nothing. `first`: the number of its first batch. */
export async function layDown(
  files: Files,
  ready: ReadyRun,
  doors: Doors,
  first: number,
  signal: AbortSignal,
): Promise<LaidRun> {
  const { manifest, folder, candidates, before } = ready;
  const grid = trialGrid(manifest.prompts, manifest.candidates);
  const done = new Set(before?.waiting.keys());
  await before?.results(({ trial }) => done.add(trial), 'standing');
  for (const { result } of before?.unjudged ?? []) done.add(result.trial);
  const writer = new BatchWriter(files, ready, first);
  let known = 0;
  try {
    for await (const cases of readSnapshot(files, folder.cases, signal)) {
      for (const { prompt, index, testCase } of cases) {
        for (const candidate of candidates) {
          if (candidate.info.prompt !== prompt) continue;
          const { messages, fault } = candidate.conversation.render(testCase.values);
          for (let repeat = 0; repeat < candidate.repeats; repeat += 1) {
            const trial = grid.number(candidate.index, index, repeat);
            if (done.has(trial) || fault !== undefined) continue;
            const request = requestOf(candidate, messages, repeat);
            const found = await lookUp(candidate, request, trial, signal);
            if (found === 'known') known += 1;
            const door = found === 'asked' ? doors.get(candidate.info.model) : undefined;
            if (door === undefined) continue;
            const ref = { trial, candidate: candidate.index, caseId: testCase.id, repeat };
            await writer.add(door, request, ref);
          }
        }
      }
    }
    return { batches: await writer.close(), known, reservedUsd: writer.reservedUsd };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** What the layers above the provider say: they know a reply, the request has to be asked, or nobody would take it. */
async function lookUp(
  { model }: PreparedCandidate,
  request: ModelRequest,
  trial: number,
  signal: AbortSignal,
): Promise<'known' | 'asked' | 'refused'> {
  try {
    await model.reply(request, { signal, tell: () => {}, trial });
    return 'known';
  } catch (error) {
    if (!(error instanceof ModelError) || error.code === 'cancelled') throw error;
    return error.code === 'not-submitted' ? 'asked' : 'refused';
  }
}

interface OpenBatch {
  readonly batch: number;
  readonly model: string;
  readonly endpoint: string;
  readonly file: Replacement;
  readonly requests: LaidTrial[];
  bytes: number;
}

class BatchWriter {
  reservedUsd = 0;
  private readonly files: Files;
  private readonly folder: ReadyRun['folder'];
  private readonly estimate = makeTokenEstimate();
  private readonly open = new Map<string, OpenBatch>();
  private readonly laid: LaidBatch[] = [];
  private next: number;

  constructor(files: Files, { folder }: ReadyRun, first: number) {
    this.files = files;
    this.folder = folder;
    this.next = first;
  }

  async add(
    { entry, door, limits }: OpenDoor,
    request: ModelRequest,
    ref: TrialRef,
  ): Promise<void> {
    const endpoint = door.endpoint(request);
    const key = `${entry.id} ${endpoint}`;
    let batch = this.open.get(key) ?? (await this.start(key, entry.id, endpoint));
    let text = this.lineOf(door, batch, request, ref);
    const isFull =
      batch.requests.length >= limits.requests || batch.bytes + text.bytes > limits.bytes;
    if (isFull && batch.requests.length > 0) {
      await this.end(key, batch);
      batch = await this.start(key, entry.id, endpoint);
      text = this.lineOf(door, batch, request, ref);
    }
    batch.file.append(text.line);
    batch.bytes += text.bytes;
    const reservedUsd = mostCostUsd(inBatch(entry), request, this.estimate);
    this.reservedUsd += reservedUsd ?? 0;
    batch.requests.push({ ref, ...(reservedUsd === undefined ? {} : { reservedUsd }) });
  }

  async close(): Promise<readonly LaidBatch[]> {
    for (const [key, batch] of this.open) await this.end(key, batch);
    return this.laid.toSorted((a, b) => a.batch - b.batch);
  }

  async discard(): Promise<void> {
    for (const { file } of this.open.values()) await file.discard();
    for (const { batch } of this.laid) await this.files.remove(requestsPath(this.folder, batch));
  }

  private lineOf(
    door: OpenDoor['door'],
    { batch }: OpenBatch,
    request: ModelRequest,
    { trial }: TrialRef,
  ): { readonly line: string; readonly bytes: number } {
    const customId = customIdOf(batchId(this.folder, batch), trial);
    const line = `${door.line(customId, request)}\n`;
    return { line, bytes: Buffer.byteLength(line) };
  }

  private async start(key: string, model: string, endpoint: string): Promise<OpenBatch> {
    const batch = this.next;
    this.next += 1;
    const file = await this.files.openReplacement(requestsPath(this.folder, batch));
    const opened: OpenBatch = { batch, model, endpoint, file, requests: [], bytes: 0 };
    this.open.set(key, opened);
    return opened;
  }

  private async end(
    key: string,
    { batch, model, endpoint, file, requests }: OpenBatch,
  ): Promise<void> {
    this.open.delete(key);
    await file.commit();
    this.laid.push({ batch, model, endpoint, requests });
  }
}
