import { isJsonObject, type JsonValue } from '#base/json.ts';
import {
  mostBatchBytes,
  trialOf,
  type BatchDoor,
  type BatchKind,
  type FoundBatch,
  type LostBatch,
  type RemoteBatch,
} from '../batch.ts';
import { neverAnswered, unreadable } from '../batchFailures.ts';
import { classifyAnswer } from '../classify.ts';
import { plainReply } from '../completion.ts';
import { makeEgress } from '../egress.ts';
import { failureFrom } from '../failure.ts';
import type { ModelOpening } from '../model.ts';
import type { ModelError } from '../modelError.ts';
import { oneLine } from '../sanitise.ts';
import { anthropicHeaders, checkerOf, messagesPath, mostTokensOf } from './anthropic.ts';
import { messageBody, readMessage } from './messages.ts';

/** Anthropic's Message Batches: requests come with the creation, results are one file. */
export const anthropicBatches: BatchKind = {
  kind: 'anthropic',
  limits: { requests: 100_000, bytes: mostBatchBytes },
  open: (opening) => openDoor(opening),
};

/** Milliseconds that the service's clock may be behind. */
const skewMs = 600_000;

function openDoor(opening: ModelOpening): BatchDoor {
  const { name, settings } = opening;
  const egress = makeEgress({ opening, needsKey: true, headers: anthropicHeaders });
  const check = checkerOf(opening);
  const url = `${settings.baseUrl}${messagesPath(settings)}/batches`;
  const look = async (address: string, signal: AbortSignal, text?: string): Promise<unknown> =>
    egress.attempt(signal, false, (attempt) => egress.look(address, attempt, text));
  const batchAt = async (
    address: string,
    signal: AbortSignal,
    text?: string,
  ): Promise<RemoteBatch> => {
    const batch = batchOf(await look(address, signal, text));
    if (batch === undefined) throw unreadable(opening);
    return batch;
  };
  const results: BatchDoor['results'] = async ({ results: places }, hear, signal) => {
    for (const place of places) {
      await egress.attempt(signal, true, (attempt) => egress.read(place, attempt, hear));
    }
  };
  return {
    endpoint: () => '/v1/messages',
    line(customId, request) {
      check(request);
      const params = messageBody(name, request, mostTokensOf(opening));
      return JSON.stringify({ custom_id: customId, params });
    },
    create: ({ lines }, signal) =>
      batchAt(url, signal, `{"requests":[${lines.trimEnd().replaceAll('\n', ',')}]}`),
    find: (lost, signal) =>
      find(
        {
          page: (query) => look(url + query, signal),
          isIt: (batch) => isNamed(batch, lost.id, { results }, signal),
        },
        lost,
        opening,
      ),
    look: (remote, signal) => batchAt(`${url}/${encodeURIComponent(remote)}`, signal),
    cancel: (remote, signal) =>
      batchAt(`${url}/${encodeURIComponent(remote)}/cancel`, signal, '{}'),
    results,
    read: (line) => readLine(line, opening),
  };
}

/** Batches have no names here: one of the right size and age is looked into, which is possible once it has ended. */
async function find(
  ask: {
    readonly page: (query: string) => Promise<unknown>;
    readonly isIt: (batch: RemoteBatch) => Promise<boolean>;
  },
  { sinceMs, requests, known }: LostBatch,
  opening: ModelOpening,
): Promise<FoundBatch> {
  let unsure = 0;
  for (let after = ''; ;) {
    const page = await ask.page(`?limit=100${after}`);
    const data: unknown = isJsonObject(page) ? page['data'] : undefined;
    if (!isJsonObject(page) || !Array.isArray(data)) throw unreadable(opening);
    let isOld = false;
    for (const one of data as readonly unknown[]) {
      const batch = batchOf(one);
      if (batch === undefined || !isJsonObject(one)) continue;
      const { created_at: created } = one;
      isOld = typeof created === 'string' && Date.parse(created) + skewMs < sinceMs;
      if (isOld || known.has(batch.id) || sizeOf(one['request_counts']) !== requests) continue;
      if (batch.state !== 'ended') unsure += 1;
      else if (await ask.isIt(batch)) return { kind: 'found', batch };
    }
    const last = page['last_id'];
    if (isOld || page['has_more'] !== true || typeof last !== 'string') {
      return unsure === 0 ? { kind: 'none' } : { kind: 'unsure', batches: unsure };
    }
    after = `&after_id=${encodeURIComponent(last)}`;
  }
}

/** Whether the first result is of a request of that batch. */
async function isNamed(
  batch: RemoteBatch,
  id: string,
  door: Pick<BatchDoor, 'results'>,
  signal: AbortSignal,
): Promise<boolean> {
  const enough = new AbortController();
  let start = '';
  const decoder = new TextDecoder();
  const hear = (piece: Uint8Array): void => {
    start += decoder.decode(piece, { stream: true });
    if (start.includes('\n')) enough.abort();
  };
  try {
    await door.results(batch, hear, AbortSignal.any([signal, enough.signal]));
  } catch (error) {
    if (!enough.signal.aborted) throw error;
  }
  const [first = ''] = start.split('\n');
  const line = parsed(first);
  return isJsonObject(line) && trialOf(id, line['custom_id']) !== undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `undefined`: it is no batch. */
function batchOf(value: unknown): RemoteBatch | undefined {
  if (!isJsonObject(value)) return undefined;
  const { id, processing_status: status, request_counts: counts, results_url: place } = value;
  if (typeof id !== 'string' || typeof status !== 'string') return undefined;
  const isEnded = status === 'ended';
  return {
    id,
    state: isEnded ? 'ended' : status === 'canceling' ? 'cancelling' : 'working',
    said: oneLine(typeof value['archived_at'] === 'string' ? 'archived' : status, 40),
    answered: countIn(counts, 'succeeded'),
    failed: countIn(counts, 'errored') + countIn(counts, 'canceled') + countIn(counts, 'expired'),
    results: isEnded && typeof place === 'string' ? [place] : [],
  };
}

function countIn(counts: JsonValue | undefined, name: string): number {
  const count = isJsonObject(counts) ? counts[name] : undefined;
  return typeof count === 'number' ? count : 0;
}

function sizeOf(counts: JsonValue | undefined): number {
  const names = ['processing', 'succeeded', 'errored', 'canceled', 'expired'];
  return names.reduce((sum, name) => sum + countIn(counts, name), 0);
}

function readLine(line: unknown, opening: ModelOpening): ReturnType<BatchDoor['read']> {
  const result = isJsonObject(line) ? line['result'] : undefined;
  if (!isJsonObject(result)) throw unreadable(opening);
  const fail = (body: unknown): ModelError =>
    failureFrom(classifyAnswer(undefined, body), opening, 'answered with an error');
  const { type } = result;
  if (type === 'succeeded') return plainReply(readMessage(result['message'], fail), undefined);
  if (type === 'errored') throw fail(result['error']);
  if (type === 'expired') throw neverAnswered(opening, 'batch-expired', 'expired');
  if (type === 'canceled') throw neverAnswered(opening, 'batch-cancelled', 'was cancelled');
  throw unreadable(opening);
}
