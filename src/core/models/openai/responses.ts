import { isJsonObject } from '#base/json.ts';
import type { Ending, ModelReply } from '#protocol/reply.ts';
import type { Attempt } from '../attempt.ts';
import { replyOf, usageOf } from '../completion.ts';
import type { Completion } from '../completion.ts';
import type { AttemptInit, Egress } from '../egress.ts';
import type { ModelRequest, ResponseFormat } from '../model.ts';
import type {
  OpenAIDoor,
  OpenAIResponse,
  ResponseCreateParamsNonStreaming,
  ResponseStreamEvent,
} from './sdk.ts';

const path = '/responses';

/** One call of the Responses API, streamed or not. Throws whatever the SDK throws: the egress knows what it means. */
export async function respond(
  door: OpenAIDoor,
  request: ModelRequest,
  { name, egress }: { readonly name: string; readonly egress: Egress },
  attempt: Attempt,
  init: AttemptInit,
): Promise<ModelReply> {
  const body = responseBody(name, request);
  const fail = (answer: unknown): Error => egress.failureIn(answer, attempt);
  if (!attempt.stream) {
    const answer = await door.send(path, body, init);
    return replyOf(readResponse(await answer.json(), fail), attempt);
  }
  const answer = await door.send(path, { ...body, stream: true }, init);
  const events = door.events<ResponseStreamEvent>(answer, attempt.controller);
  return replyOf(await readEvents(events, egress, attempt), attempt);
}

export function responseBody(
  model: string,
  { messages, parameters, responseFormat }: ModelRequest,
): ResponseCreateParamsNonStreaming {
  const { temperature, topP, maxTokens } = parameters;
  const format = formatOf(responseFormat);
  return {
    model,
    input: messages.map(({ role, content }) => ({ role, content })),
    // Without it OpenAI keeps every reply for a month.
    store: false,
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(maxTokens === undefined ? {} : { max_output_tokens: maxTokens }),
    ...(format === undefined ? {} : { text: { format } }),
  };
}

function formatOf(
  format: ResponseFormat | undefined,
): NonNullable<ResponseCreateParamsNonStreaming['text']>['format'] {
  if (format === undefined || format.type === 'text') return undefined;
  if (format.type === 'json_object') return { type: 'json_object' };
  const { name, strict, schema } = format;
  return { type: 'json_schema', name, strict, schema: { ...schema } };
}

/** A whole reply. `fail`: what a body that is none means. Servers send `{"error": …}` with status 200, and more. */
export function readResponse(response: unknown, fail: (body: unknown) => Error): Completion {
  if (!isResponse(response)) throw fail(response);
  const { status } = response;
  if (status === 'failed' || status === 'cancelled') throw fail(response);
  let text = '';
  let refusal = '';
  let calls = false;
  for (const item of response.output) {
    if (item.type === 'function_call' || item.type === 'custom_tool_call') calls = true;
    if (item.type !== 'message') continue;
    for (const part of item.content) {
      if (part.type === 'output_text') text += part.text;
      else refusal += part.refusal;
    }
  }
  return {
    text: text === '' ? refusal : text,
    ending: endingOf(response, refusal !== '', calls && text === ''),
    usage: usageOf(
      response.usage?.input_tokens,
      response.usage?.output_tokens,
      response.usage?.input_tokens_details?.cached_tokens,
    ),
    returnedModel: response.model,
  };
}

function isResponse(value: unknown): value is OpenAIResponse {
  return isJsonObject(value) && Array.isArray(value['output']) && (value['error'] ?? null) === null;
}

function endingOf(response: OpenAIResponse, refused: boolean, toolOnly: boolean): Ending {
  if (refused) return 'filter';
  if (response.status === 'incomplete') {
    return response.incomplete_details?.reason === 'content_filter' ? 'filter' : 'length';
  }
  return toolOnly ? 'tool' : 'stop';
}

async function readEvents(
  events: AsyncIterable<ResponseStreamEvent>,
  egress: Egress,
  attempt: Attempt,
): Promise<Completion> {
  let last: OpenAIResponse | undefined;
  for await (const event of events) {
    const { type } = event;
    if (type === 'response.output_text.delta') {
      attempt.contentCame();
      attempt.partialText += event.delta;
    } else if (type === 'response.completed' || type === 'response.incomplete') {
      last = event.response;
    } else if (type === 'response.failed') {
      throw egress.failureIn(event.response, attempt);
    } else if (type === 'error') {
      throw egress.failureIn(event, attempt);
    } else if (type.endsWith('.delta')) {
      attempt.contentCame();
    }
  }
  if (attempt.failure !== undefined) throw attempt.failure;
  if (last === undefined) throw egress.endedEarly(attempt);
  return readResponse(last, (body) => egress.failureIn(body, attempt));
}
