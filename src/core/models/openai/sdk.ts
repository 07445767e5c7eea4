/** The only door to the `openai` package: loaded on first use, and a file of its own in the bundle. */
import OpenAI from 'openai';
import { Stream } from 'openai/streaming';
import type { AttemptInit, Egress } from '../egress.ts';

export type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionCreateParamsNonStreaming,
} from 'openai/resources/chat/completions';
export type { BatchCreateParams } from 'openai/resources/batches';
export type { EmbeddingCreateParams } from 'openai/resources/embeddings';
export type {
  Response as OpenAIResponse,
  ResponseCreateParamsNonStreaming,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';

/**
 * What is used of the SDK: where a request goes and how a stream is read. The promise that its client wraps
 * a reply in is left out: it repeats and times what the egress owns, and V8's young collections never free it,
 * which lets the heap of a long run grow to several times its size.
 */
export interface OpenAIDoor {
  /** Sends `body` and gives the answer, which the egress has accepted as a reply. */
  send(
    path: '/chat/completions' | '/responses' | '/embeddings',
    body: object,
    init: AttemptInit,
  ): Promise<Response>;
  /** The events of a streamed answer; throws an error with the body of an `error` event. */
  events<Event>(answer: Response, connection: AbortController): AsyncIterable<Event>;
}

/** Every option is given, so that no environment variable decides anything; the egress puts the key in and its own headers on. */
export function openDoor(baseURL: string, egress: Egress): OpenAIDoor {
  const client = new OpenAI({
    baseURL,
    apiKey: 'the egress has the key',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    defaultHeaders: {},
    maxRetries: 0,
    logLevel: 'off',
    fetch: egress.fetch,
  });
  return {
    // The SDK's headers would be made for nothing: the egress puts its own on.
    send: (path, body, init) =>
      egress.fetch(client.buildURL(path, undefined), { ...init, body: JSON.stringify(body) }),
    events: <Event>(answer: Response, connection: AbortController) =>
      Stream.fromSSEResponse<Event>(answer, connection, client),
  };
}
