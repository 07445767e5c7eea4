import type { Job, Queue, Worker } from 'bullmq';
import type { Catalogue, ModelEntry } from '#protocol/catalogue.ts';
import type { Problem } from '#protocol/problem.ts';
import { verdictOn } from '../catalogue/policy.ts';
import { keyless } from '../models/layers/keyless.ts';
import type { ProviderAccess } from '../models/layers/stack.ts';
import { defaultTimeouts, layered, type Model } from '../models/model.ts';
import { ModelError } from '../models/modelError.ts';
import { loadProject } from '../project/loadProject.ts';
import { findAccess } from '../runner/access.ts';
import type { EngineSetup } from '../runner/setup.ts';
import { connect, type Connection } from './connect.ts';
import { isQueuedRequest, outcomeOf, queueName, type QueuedOutcome } from './wire.ts';

export interface WorkerOptions {
  /** `redis://…`, `rediss://…`, or `unix:///path`. */
  readonly address: string;
  /** Requests of one model at a time. */
  readonly concurrency: number;
  /** Hears of every request that this worker has answered. */
  readonly hear: (answered: { readonly id: string; readonly outcome: QueuedOutcome }) => void;
  /** Hears of faults of the line. */
  readonly say: (text: string) => void;
}

export interface QueueWorker {
  /** Catalogue ids of the models that it asks. */
  readonly models: readonly string[];
  /** Takes nothing new, and ends once what is under way is answered; given up at once where `now`. */
  close(now: boolean): Promise<void>;
}

/** A job whose worker does not say for so long that it is alive goes to another one. */
const lockMs = 15_000;
const looksEveryMs = 5_000;
/** A request that has ended so many workers is asked no more. */
const mostLost = 5;

/**
 * Takes requests from the line and asks the models with this machine's own keys. Which models it asks its own catalogue
 * says: a request for another one is refused, whoever put it into the line.
 */
export async function startWorker(
  setup: EngineSetup,
  options: WorkerOptions,
): Promise<{ readonly worker: QueueWorker } | { readonly problems: readonly Problem[] }> {
  const { files, clock } = setup.ports;
  const project = await loadProject(files, setup.root, []);
  const { catalogue } = project;
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const entries = (catalogue?.models ?? []).filter(
    ({ id }) => verdictOn(catalogue, id, today, 'any').allowed,
  );
  const { access, problems } = await findAccess(setup, entries, {
    recordings: 'off',
    cache: 'off',
  });
  const reached = entries.filter(({ provider }) => {
    const known = access.get(provider);
    return known !== undefined && (known.secret !== undefined || !needsKey(setup, provider));
  });
  if (reached.length === 0) {
    return { problems: [...project.problems.filter(isOfCatalogue), ...problems] };
  }
  const connection = await connect(options.address);
  const lines = reached.map((entry) => {
    const model = openModel(setup, entry, access);
    return openLine(connection, entry, options, (job, stop) =>
      answer(setup, { catalogue, entry, model }, job, stop),
    );
  });
  return {
    worker: {
      models: reached.map(({ id }) => id),
      async close(now) {
        await Promise.all(lines.map((line) => line.close(now)));
        await connection.close();
      },
    },
  };
}

function isOfCatalogue({ file, severity }: Problem): boolean {
  return file === 'assay.models.yml' && severity === 'error';
}

function needsKey({ providers }: EngineSetup, provider: string): boolean {
  return providers.get(provider)?.needsKey ?? true;
}

function openModel(
  { ports, timeouts = defaultTimeouts }: EngineSetup,
  entry: ModelEntry,
  access: ReadonlyMap<string, ProviderAccess>,
): Model {
  const found = access.get(entry.provider);
  if (found === undefined) throw new Error(`${entry.id} has no provider.`);
  const { kind, settings, secret } = found;
  const { unsupported, limits } = entry;
  const model = kind.open({
    id: entry.id,
    name: entry.name,
    settings,
    secret,
    ports,
    timeouts,
    ...(unsupported === undefined ? {} : { unsupported }),
    ...(limits?.maxOutputTokens === undefined ? {} : { maxOutputTokens: limits.maxOutputTokens }),
  });
  return secret === undefined ? model : layered(model, keyless(secret));
}

type Answer = (job: Job, stop: AbortSignal) => Promise<QueuedOutcome>;

function openLine(
  { bullmq, open }: Connection,
  { id, limits }: ModelEntry,
  { concurrency, hear, say }: WorkerOptions,
  answerOf: Answer,
): { close(now: boolean): Promise<void> } {
  const name = queueName(id);
  const giveUp = new AbortController();
  const queue: Queue = new bullmq.Queue(name, { connection: open('asking') });
  const perMinute = limits?.requestsPerMinute;
  const worker: Worker = new bullmq.Worker(
    name,
    async (job: Job) => {
      const outcome = await answerOf(job, giveUp.signal);
      // Redis holds back every worker of the line until then.
      if (outcome.kind === 'failure' && outcome.code === 'rate-limited') {
        await queue.rateLimit(outcome.retryAfterMs ?? 1000);
      }
      hear({ id, outcome });
      return outcome;
    },
    {
      connection: open('waiting'),
      concurrency,
      lockDuration: lockMs,
      stalledInterval: looksEveryMs,
      maxStalledCount: mostLost,
      ...(perMinute === undefined ? {} : { limiter: { max: perMinute, duration: 60_000 } }),
    },
  );
  worker.on('error', (error) => {
    say(`The line of ${id} failed: ${error.message}`);
  });
  queue.on('error', () => {});
  return {
    async close(now) {
      if (now) giveUp.abort();
      await worker.close();
      await queue.close();
    },
  };
}

async function answer(
  { ports }: EngineSetup,
  own: {
    readonly catalogue: Catalogue | undefined;
    readonly entry: ModelEntry;
    readonly model: Model;
  },
  { data }: Job<unknown>,
  stop: AbortSignal,
): Promise<QueuedOutcome> {
  const { entry, model, catalogue } = own;
  if (!isQueuedRequest(data)) return refused(entry.id, 'what came is no request of this version.');
  const today = new Date(ports.clock.now()).toISOString().slice(0, 10);
  const verdict = verdictOn(catalogue, data.id, today, 'any');
  if (!verdict.allowed) return refused(data.id, verdict.why);
  if (data.name !== entry.name || data.provider !== entry.provider) {
    return refused(data.id, `its catalogue means ${entry.name} of ${entry.provider} by it.`);
  }
  try {
    const reply = await model.reply(data.request, { signal: stop, tell: () => {} });
    return { kind: 'reply', reply };
  } catch (error) {
    if (error instanceof ModelError) return outcomeOf(error);
    throw error;
  }
}

function refused(id: string, why: string): QueuedOutcome {
  const message = `A worker refused ${id}: ${why}`;
  return { kind: 'failure', code: 'model-not-found', message, billed: 'no', scope: 'model' };
}
