import type { Queue, QueueEvents } from 'bullmq';
import { sortedJson } from '#base/sortedJson.ts';
import type { ModelReply } from '#protocol/reply.ts';
import { sha256 } from '../files/hash.ts';
import type { ModelCall, ModelKind, ModelOpening, ModelRequest } from '../models/model.ts';
import { ModelError } from '../models/modelError.ts';
import type { Clock } from '../ports.ts';
import { connect, type Connection } from './connect.ts';
import { watchWorkers, type WatchedLine, type WorkerWatch } from './watchWorkers.ts';
import { errorOf, isQueuedOutcome, queueName, type QueuedRequest } from './wire.ts';

/** A line in Redis that workers take requests from, on whatever machine they are. */
export interface RequestQueue {
  /** Models that are asked through the line. `run`: the same request of the same run is one job, also after a resume. */
  kindFor(run: string): ModelKind;
  close(): Promise<void>;
}

/** Finished jobs stay for a day, so that a run that is taken up again finds what was answered meanwhile. */
const kept = { age: 24 * 3600 };

export interface QueueOpening {
  /** See `connect`. */
  readonly address: string;
  readonly clock: Pick<Clock, 'timer'>;
  /** Hears where requests wait and no worker listens, and where one comes. */
  readonly say: (text: string) => void;
}

/** Rejects where nobody answers at the address. */
export async function openQueue({ address, clock, say }: QueueOpening): Promise<RequestQueue> {
  const connection = await connect(address);
  const lines = new Map<string, Promise<Line>>();
  const lineOf = (id: string): Promise<Line> => {
    const known = lines.get(id) ?? openLine(connection, { id, clock, say });
    lines.set(id, known);
    return known;
  };
  return {
    kindFor: (run) => ({
      kind: 'queue',
      open: (opening) => queued(opening, run, lineOf),
    }),
    async close() {
      for (const line of lines.values()) {
        const { queue, events } = await line;
        await events.close();
        await queue.close();
      }
      await connection.close();
    },
  };
}

interface Line {
  readonly queue: Queue;
  readonly events: QueueEvents;
  readonly watch: WorkerWatch;
}

async function openLine(
  { bullmq, open }: Connection,
  watched: Omit<WatchedLine, 'workers'>,
): Promise<Line> {
  const name = queueName(watched.id);
  const queue = new bullmq.Queue(name, { connection: open('asking') });
  const events = new bullmq.QueueEvents(name, { connection: open('waiting') });
  // Whoever waits for an answer hears of a fault itself.
  queue.on('error', () => {});
  events.on('error', () => {});
  await events.waitUntilReady();
  const watch = watchWorkers({ ...watched, workers: () => queue.getWorkersCount() });
  return { queue, events, watch };
}

function queued(
  { id, name, settings }: ModelOpening,
  run: string,
  lineOf: (id: string) => Promise<Line>,
) {
  /** How often each request has failed: the next attempt is another job. */
  const failed = new Map<string, number>();
  return {
    id,
    async reply(request: ModelRequest, call: ModelCall): Promise<ModelReply> {
      const key = sha256(sortedJson([run, id, request, call.about ?? {}]));
      const attempt = failed.get(key) ?? 0;
      const data: QueuedRequest = { version: 1, id, provider: settings.provider, name, request };
      try {
        return await ask(await lineOf(id), `${key}-${attempt}`, data, call.signal);
      } catch (error) {
        failed.set(key, attempt + 1);
        throw error instanceof ModelError ? error : unreachable(error);
      }
    },
  };
}

async function ask(
  { queue, events, watch }: Line,
  jobId: string,
  data: QueuedRequest,
  signal: AbortSignal,
): Promise<ModelReply> {
  const options = { jobId, removeOnComplete: kept, removeOnFail: kept };
  const job = await queue.add('ask', data, options);
  const answered = watch.waiting();
  const value: unknown = await untilAborted(job.waitUntilFinished(events), signal, () => {
    // One that a worker has taken runs to its end; one that waits is asked by nobody any more.
    void job.remove().catch(() => {});
  }).finally(answered);
  if (!isQueuedOutcome(value)) {
    throw new ModelError('bad-reply', 'A worker answered with something that is no outcome.');
  }
  if (value.kind === 'failure') throw errorOf(value);
  const done = await queue.getJob(jobId);
  const lostAttempts = Math.max(0, (done?.attemptsStarted ?? 1) - 1);
  return lostAttempts === 0 ? value.reply : { ...value.reply, lostAttempts };
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal, drop: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      drop();
      reject(new ModelError('cancelled', 'The request was given up.'));
    };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

function unreachable(error: unknown): ModelError {
  const message = error instanceof Error ? error.message : String(error);
  return new ModelError('network', `The queue failed: ${message}`, { billed: 'maybe' });
}
