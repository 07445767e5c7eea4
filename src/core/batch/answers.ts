import { isJsonObject } from '#base/json.ts';
import type { ModelEntry } from '#protocol/catalogue.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import { trialOf, type BatchDoor } from '../models/batch.ts';
import { builtinBatches } from '../models/builtinBatches.ts';
import type { Budget } from '../models/layers/budget.ts';
import type { TrialSource } from '../models/layers/stack.ts';
import type { Model, ModelCall, ModelRequest } from '../models/model.ts';
import { ModelError, type ModelErrorCode } from '../models/modelError.ts';
import { inBatch, pricingOf } from '../models/pricing.ts';
import { FileError, type Files } from '../ports.ts';
import type { Progress } from '../runner/progress.ts';
import type { EngineSetup } from '../runner/setup.ts';
import { splitLines, type Span } from '../store/lines.ts';
import type { RunFolder } from '../store/runFolder.ts';
import { openDoor, withoutBatches, type Doors } from './doors.ts';
import { resultsPath, type Ledger, type LedgerBatch } from './ledger.ts';

/** What batches of a run have answered, by trial. */
export interface Answers {
  /** Lines of results that are of no request, or of one that has its answer. */
  readonly strays: number;
  readonly batchOf: ReadonlyMap<number, LedgerBatch>;
  readonly byTrial: ReadonlyMap<number, Answer>;
  /** Of requests that no earlier start has told the end of. */
  readonly openUsd: (model: string) => number;
  read(batch: number, at: Span): Promise<unknown>;
}

interface Answer {
  readonly at: Span;
  /** Absent: nobody knows. */
  readonly costUsd?: number;
}

/** Looks through the results of every batch that has ended; keeps where each stands, not what it says. */
export async function readAnswers(
  files: Files,
  folder: RunFolder,
  { batches, batchOf }: Ledger,
  doors: Doors,
  { waiting }: Pick<Progress, 'waiting'>,
): Promise<Answers> {
  const byTrial = new Map<number, Answer>();
  let strays = 0;
  const ended = batches.filter(({ ended: end }) => end !== undefined);
  for (const { batch, id, model } of ended) {
    const found = doors.get(model);
    if (found === undefined) continue;
    const pricing = pricingOf(inBatch(found.entry));
    let from = 0;
    for await (const lines of linesOf(files, resultsPath(folder, batch))) {
      for (const { text, bytes } of lines) {
        const at = { from, bytes };
        from += bytes;
        if (text.trim() === '') continue;
        const line = parsed(text);
        const trial = isJsonObject(line) ? trialOf(id, line['custom_id']) : undefined;
        if (trial === undefined || batchOf.get(trial) !== batch || byTrial.has(trial)) {
          strays += 1;
          continue;
        }
        const costUsd = costOf(found.door, pricing, line);
        byTrial.set(trial, { at, ...(costUsd === undefined ? {} : { costUsd }) });
      }
    }
  }
  const byNumber = new Map(batches.map((one) => [one.batch, one]));
  return {
    strays,
    byTrial,
    batchOf: new Map(
      [...batchOf].flatMap(([trial, batch]) => {
        const found = byNumber.get(batch);
        return found?.ended === undefined ? [] : [[trial, found] as const];
      }),
    ),
    openUsd(model) {
      let usd = 0;
      for (const [trial, { batch, reservedUsd }] of waiting) {
        if (byNumber.get(batch)?.model !== model) continue;
        const answer = byTrial.get(trial);
        const isOwed = answer !== undefined || isLost(byNumber.get(batch));
        usd += isOwed ? (answer?.costUsd ?? reservedUsd) : 0;
      }
      return usd;
    },
    async read(batch, at) {
      const bytes = await files.readPart(resultsPath(folder, batch), at);
      return parsed(Buffer.from(bytes).toString('utf8'));
    },
  };
}

async function* linesOf(files: Files, path: string): ReturnType<typeof splitLines> {
  try {
    yield* splitLines(files.stream(path));
  } catch (error) {
    // A batch that nothing was answered in has none.
    if (!(error instanceof FileError) || error.code !== 'missing') throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function costOf(
  door: BatchDoor,
  pricing: ReturnType<typeof pricingOf>,
  line: unknown,
): number | undefined {
  try {
    return pricing.cost(door.read(line).usage);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return error.billed === 'no' ? 0 : undefined;
  }
}

/** What trials are answered by. Without answers it only tells what would have to be asked. */
export function answeringSource(
  setup: EngineSetup,
  collected?: { readonly answers: Answers; readonly before: Pick<Progress, 'waiting'> },
): TrialSource {
  return {
    problemsOf: (entries, options) => [
      ...withoutBatches(setup, entries),
      ...(options.recordings === 'replay' ? [replays] : []),
      ...(options.cache === 'require' ? [asksNobody] : []),
    ],
    holds: (trial) => trial !== undefined && collected?.answers.batchOf.has(trial) === true,
    open(entry, access, budget) {
      const kind = builtinBatches.find((one) => one.kind === access.kind.kind);
      if (kind === undefined) throw new Error(`${entry.id} has no batch interface.`);
      const { door } = openDoor(setup, entry, access, kind);
      if (collected === undefined) return { id: entry.id, reply: notSubmitted(door) };
      return collectedModel(entry, door, budget, collected);
    },
  };
}

function notSubmitted(door: BatchDoor): Model['reply'] {
  return (request) => {
    try {
      // What the model does not take would not be submitted either.
      door.line('check', request);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    return Promise.reject(
      new ModelError('not-submitted', 'This request is in no batch. Submit it, or ask it live.'),
    );
  };
}

function collectedModel(
  entry: ModelEntry,
  door: BatchDoor,
  budget: Budget,
  { answers, before }: { readonly answers: Answers; readonly before: Pick<Progress, 'waiting'> },
): Model {
  budget.spend(answers.openUsd(entry.id));
  const unasked = notSubmitted(door);
  const answer = async (request: ModelRequest, call: ModelCall): ReturnType<Model['reply']> => {
    const { trial = -1 } = call;
    const batch = answers.batchOf.get(trial);
    if (batch === undefined) return unasked(request, call);
    if (call.signal.aborted) throw new ModelError('cancelled', 'Cancelled.', { billed: 'no' });
    call.tell({ kind: 'dispatched', attempt: 1, batch: batch.batch });
    const found = answers.byTrial.get(trial);
    try {
      if (found === undefined) throw unanswered(batch);
      const reply = door.read(await answers.read(batch.batch, found.at));
      const { costUsd } = found;
      return { ...reply, ...(costUsd === undefined ? {} : { costUsd }), source: 'live' };
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      const owedUsd = error.billed === 'no' ? 0 : (before.waiting.get(trial)?.reservedUsd ?? 0);
      const costUsd = entry.price === undefined ? {} : { costUsd: owedUsd };
      call.tell({ kind: 'attempt-failed', attempt: 1, code: error.code, ...costUsd });
      // Other answers are there, whatever this one says of the account.
      throw new ModelError(error.code, error.message, { ...error.detail, scope: 'trial' });
    }
  };
  return { id: entry.id, reply: answer };
}

/** Why a request has no line among the results, by the service's word for how the batch ended. */
const endings: Readonly<Record<string, ModelErrorCode>> = {
  expired: 'batch-expired',
  cancelled: 'batch-cancelled',
  failed: 'batch-failed',
};

function isLost(batch: LedgerBatch | undefined): boolean {
  return batch?.ended !== undefined && endings[batch.ended.said] === undefined;
}

function unanswered({ id, ended }: LedgerBatch): ModelError {
  const { said = '', refusal } = ended ?? {};
  const code = endings[said] ?? 'batch-lost';
  const why = refusal === undefined ? '' : ` (${refusal})`;
  const message =
    code === 'batch-lost'
      ? `The results of the batch ${id} say nothing of this request; it may have been billed.`
      : `The batch ${id} ended without an answer: ${said}${why}.`;
  return new ModelError(code, message);
}

const replays: Problem = {
  code: 'batch-replays',
  severity: 'error',
  file: 'assay.yml',
  range: fileStart,
  message: 'Replies are to come from recordings, so there is nothing to put into a batch.',
  next: 'Add --live to ask the models all the same.',
};

const asksNobody: Problem = {
  code: 'batch-asks-nobody',
  severity: 'error',
  file: 'assay.yml',
  range: fileStart,
  message: 'With the cache alone nobody is asked, so there is nothing to put into a batch.',
  next: 'Choose another mode with --cache.',
};
