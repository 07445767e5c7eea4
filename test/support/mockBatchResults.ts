import { wholeBody, type Dialect } from './mockDialect.ts';
import { answerOf, promptOf, type RequestBody } from './mockProvider.ts';

/** What becomes of one request of a batch. `missing`: nothing is said of it. */
export type BatchOutcome =
  | { readonly kind: 'reply'; readonly text: string }
  | { readonly kind: 'error'; readonly status: number; readonly body: object }
  | { readonly kind: 'expired' | 'cancelled' | 'missing' };

/** One request of a batch: OpenAI has a body, Anthropic params. */
export interface Line {
  readonly custom_id: string;
  readonly method?: string;
  readonly url?: string;
  readonly body?: RequestBody;
  readonly params?: RequestBody;
}

function bodyOf(dialect: Dialect, request: RequestBody, text: string, place: number): unknown {
  const prompt = promptOf(request);
  const answer = answerOf(place, request.model ?? '', prompt, { answer: { text } });
  return wholeBody(dialect, answer);
}

/** A line of the output or error file. */
export function openaiResult(
  endpoint: string,
  { custom_id: customId, body = {} }: Line,
  outcome: BatchOutcome,
  place: number,
): object {
  const id = `batch_req_${place}`;
  const response = (status: number, answer: unknown): object => ({
    id,
    custom_id: customId,
    response: { status_code: status, request_id: `req_${place}`, body: answer },
    error: null,
  });
  if (outcome.kind === 'reply') {
    const dialect = endpoint === '/v1/responses' ? 'responses' : 'chat';
    return response(200, bodyOf(dialect, body, outcome.text, place));
  }
  if (outcome.kind === 'error') return response(outcome.status, outcome.body);
  const message = `This request could not be executed: ${outcome.kind}.`;
  const error = { code: `batch_${outcome.kind}`, message };
  return { id, custom_id: customId, response: null, error };
}

/** What a line of the results says. */
export function anthropicResult(
  { params = {} }: Line,
  outcome: BatchOutcome,
  place: number,
): object {
  if (outcome.kind === 'reply') {
    return { type: 'succeeded', message: bodyOf('messages', params, outcome.text, place) };
  }
  if (outcome.kind === 'error') {
    return { type: 'errored', error: { type: 'error', request_id: null, ...outcome.body } };
  }
  return { type: outcome.kind === 'cancelled' ? 'canceled' : 'expired' };
}
