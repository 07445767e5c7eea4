import { isJsonObject, type JsonValue } from '#base/json.ts';
import {
  mostBatchBytes,
  type BatchDoor,
  type BatchKind,
  type FoundBatch,
  type LostBatch,
  type RemoteBatch,
} from '../batch.ts';
import { neverAnswered, unreadable } from '../batchFailures.ts';
import { classifyAnswer } from '../classify.ts';
import { plainReply } from '../completion.ts';
import { makeEgress, type Egress } from '../egress.ts';
import { failureFrom } from '../failure.ts';
import type { ModelOpening, ModelRequest } from '../model.ts';
import type { ModelError } from '../modelError.ts';
import { checkParameters, refusalsOf } from '../parameters.ts';
import { oneLine } from '../sanitise.ts';
import { chatBody, readChat } from './chat.ts';
import { usesResponses } from './openai.ts';
import { readResponse, responseBody } from './responses.ts';
import type { BatchCreateParams } from './sdk.ts';

/** OpenAI's Batch API: a file of requests to one endpoint and one model, and two files of results. */
export const openaiBatches: BatchKind = {
  kind: 'openai',
  limits: { requests: 50_000, bytes: mostBatchBytes },
  open: (opening) => openDoor(opening),
};

/** Which metadata of a batch holds Assay's own id. */
const idKey = 'assay_batch';
/** Seconds that the service's clock may be behind. */
const skew = 600;

function openDoor(opening: ModelOpening): BatchDoor {
  const { name, settings } = opening;
  const { baseUrl } = settings;
  const egress = makeEgress({ opening, needsKey: true });
  const refusals = refusalsOf(opening, []);
  const look = async (path: string, signal: AbortSignal, body?: object): Promise<unknown> =>
    egress.attempt(signal, false, (attempt) =>
      egress.look(baseUrl + path, attempt, body && JSON.stringify(body)),
    );
  const batchAt = async (path: string, signal: AbortSignal, body?: object): Promise<RemoteBatch> =>
    known(batchOf(await look(path, signal, body), baseUrl), opening);
  return {
    endpoint: (request) => endpointOf(opening, request),
    line(customId, request) {
      checkParameters(request, refusals);
      const endpoint = endpointOf(opening, request);
      const body = isResponses(endpoint)
        ? responseBody(name, request)
        : chatBody(name, request, 'max_completion_tokens');
      return JSON.stringify({ custom_id: customId, method: 'POST', url: endpoint, body });
    },
    upload: (id, lines, signal) => upload(egress, opening, { id, lines }, signal),
    create({ id, endpoint, file = '' }, signal) {
      const body: BatchCreateParams = {
        input_file_id: file,
        // `line` has made it.
        endpoint: endpoint as BatchCreateParams['endpoint'],
        completion_window: '24h',
        metadata: { [idKey]: id },
      };
      return batchAt('/batches', signal, body);
    },
    find: (lost, signal) => find((path) => look(path, signal), lost, opening),
    look: (remote, signal) => batchAt(`/batches/${encodeURIComponent(remote)}`, signal),
    cancel: (remote, signal) =>
      batchAt(`/batches/${encodeURIComponent(remote)}/cancel`, signal, {}),
    async results({ results }, hear, signal) {
      for (const url of results) {
        await egress.attempt(signal, true, (attempt) => egress.read(url, attempt, hear));
        // A file may end without a newline, and the next one begins a line.
        hear(newline);
      }
    },
    read: (line) => readLine(line, opening),
  };
}

const newline = new Uint8Array([10]);

function endpointOf({ settings }: ModelOpening, request: ModelRequest): string {
  return usesResponses(settings, request) ? '/v1/responses' : '/v1/chat/completions';
}

function isResponses(endpoint: string): boolean {
  return endpoint === '/v1/responses';
}

async function upload(
  egress: Egress,
  opening: ModelOpening,
  { id, lines }: { readonly id: string; readonly lines: string },
  signal: AbortSignal,
): Promise<string> {
  const boundary = `assay-${id}`;
  const part = (disposition: string, text: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${text}\r\n`;
  const file = `name="file"; filename="${id}.jsonl"\r\ncontent-type: application/jsonl`;
  const form = `${part('name="purpose"', 'batch')}${part(file, lines)}--${boundary}--\r\n`;
  const type = `multipart/form-data; boundary=${boundary}`;
  const answer = await egress.attempt(signal, false, (attempt) =>
    egress.look(`${opening.settings.baseUrl}/files`, attempt, form, type),
  );
  const fileId = isJsonObject(answer) ? answer['id'] : undefined;
  return known(typeof fileId === 'string' ? fileId : undefined, opening);
}

async function find(
  look: (path: string) => Promise<unknown>,
  { id, sinceMs }: LostBatch,
  opening: ModelOpening,
): Promise<FoundBatch> {
  for (let after = ''; ;) {
    const page = await look(`/batches?limit=100${after}`);
    const data: unknown = isJsonObject(page) ? page['data'] : undefined;
    if (!isJsonObject(page) || !Array.isArray(data)) throw unreadable(opening);
    let last: RemoteBatch | undefined;
    let isOld = false;
    for (const one of data as readonly unknown[]) {
      last = batchOf(one, opening.settings.baseUrl);
      if (last === undefined || !isJsonObject(one)) continue;
      const { metadata, created_at: created } = one;
      if (isJsonObject(metadata) && metadata[idKey] === id) return { kind: 'found', batch: last };
      isOld = typeof created === 'number' && created + skew < sinceMs / 1000;
    }
    if (isOld || page['has_more'] !== true || last === undefined) return { kind: 'none' };
    after = `&after=${encodeURIComponent(last.id)}`;
  }
}

const endedWords: ReadonlySet<unknown> = new Set(['failed', 'completed', 'expired', 'cancelled']);

/** `undefined`: it is no batch. */
function batchOf(value: unknown, baseUrl: string): RemoteBatch | undefined {
  if (!isJsonObject(value)) return undefined;
  const { id, status, request_counts: counts, errors } = value;
  if (typeof id !== 'string' || typeof status !== 'string') return undefined;
  const isEnded = endedWords.has(status);
  const refusal = status === 'failed' ? refusalIn(errors) : undefined;
  return {
    id,
    state: isEnded ? 'ended' : status === 'cancelling' ? 'cancelling' : 'working',
    said: oneLine(status, 40),
    answered: countIn(counts, 'completed'),
    failed: countIn(counts, 'failed'),
    results: [value['output_file_id'], value['error_file_id']].flatMap((file) =>
      isEnded && typeof file === 'string'
        ? [`${baseUrl}/files/${encodeURIComponent(file)}/content`]
        : [],
    ),
    ...(refusal === undefined ? {} : { refusal }),
  };
}

function countIn(counts: JsonValue | undefined, name: string): number {
  const count = isJsonObject(counts) ? counts[name] : undefined;
  return typeof count === 'number' ? count : 0;
}

function refusalIn(errors: JsonValue | undefined): string {
  const data = isJsonObject(errors) ? errors['data'] : undefined;
  const first = Array.isArray(data) ? data.find((one) => isJsonObject(one)) : undefined;
  if (first === undefined) return 'the service gave no reason';
  const { code, message } = first;
  return oneLine([code, message].filter((one) => typeof one === 'string').join(': '));
}

function readLine(line: unknown, opening: ModelOpening): ReturnType<BatchDoor['read']> {
  if (!isJsonObject(line)) throw unreadable(opening);
  const { response, error } = line;
  if (!isJsonObject(response)) throw failureOf(undefined, error, opening);
  const { status_code: status, body, request_id: requestId } = response;
  if (typeof status !== 'number' || status >= 400) {
    throw failureOf(typeof status === 'number' ? status : undefined, body ?? error, opening);
  }
  const fail = (answer: unknown): ModelError => failureOf(undefined, answer, opening);
  const isResponse = isJsonObject(body) && body['object'] === 'response';
  const completion = isResponse ? readResponse(body, fail) : readChat(body, fail);
  return plainReply(completion, typeof requestId === 'string' ? requestId : undefined);
}

function failureOf(status: number | undefined, body: unknown, opening: ModelOpening): ModelError {
  const inner = isJsonObject(body) ? body['code'] : undefined;
  if (inner === 'batch_expired') return neverAnswered(opening, 'batch-expired', 'expired');
  if (inner === 'batch_cancelled')
    return neverAnswered(opening, 'batch-cancelled', 'was cancelled');
  const what = status === undefined ? 'answered with an error' : `answered ${status}`;
  return failureFrom(classifyAnswer(status, body), opening, what);
}

function known<T>(value: T | undefined, opening: ModelOpening): T {
  if (value === undefined) throw unreadable(opening);
  return value;
}
