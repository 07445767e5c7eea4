import { isJsonObject } from '#base/json.ts';
import type { Ending, ModelReply, Usage } from '#protocol/reply.ts';
import type { Attempt } from '../attempt.ts';
import { replyOf, usageOf } from '../completion.ts';
import type { Completion } from '../completion.ts';
import type { AttemptInit, Egress } from '../egress.ts';
import type { ModelRequest } from '../model.ts';
import type {
  Anthropic,
  Message,
  MessageCreateParamsNonStreaming,
  RawMessageStreamEvent,
} from './sdk.ts';

export interface MessagesOptions {
  readonly name: string;
  readonly egress: Egress;
  /** Where the request names none. */
  readonly maxTokens: number;
  readonly path: string;
}

/**
 * One call of Messages, streamed or not. Goes through the client's `post`: `messages.create` writes
 * warnings of its own to the console.
 */
export async function message(
  client: Anthropic,
  request: ModelRequest,
  { name, egress, maxTokens, path }: MessagesOptions,
  attempt: Attempt,
  init: AttemptInit,
): Promise<ModelReply> {
  const body = messageBody(name, request, maxTokens);
  if (!attempt.stream) {
    const reply: Message = await client.post(path, { body, fetchOptions: init });
    return replyOf(
      readMessage(reply, (answer) => egress.failureIn(answer, attempt)),
      attempt,
    );
  }
  const events: AsyncIterable<RawMessageStreamEvent> = await client.post(path, {
    body: { ...body, stream: true },
    fetchOptions: init,
    stream: true,
  });
  return replyOf(await readEvents(events, egress, attempt), attempt);
}

export function messageBody(
  model: string,
  { messages, parameters, responseFormat }: ModelRequest,
  usualMaxTokens: number,
): MessageCreateParamsNonStreaming {
  const { temperature, topP, maxTokens, stop } = parameters;
  const system = messages.filter((one) => one.role === 'system').map((one) => one.content);
  return {
    model,
    max_tokens: maxTokens ?? usualMaxTokens,
    messages: messages.flatMap(({ role, content }) =>
      role === 'system' ? [] : [{ role, content }],
    ),
    ...(system.length === 0 ? {} : { system: system.join('\n\n') }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(stop === undefined ? {} : { stop_sequences: [...stop] }),
    ...(responseFormat?.type === 'json_schema'
      ? { output_config: { format: { type: 'json_schema', schema: { ...responseFormat.schema } } } }
      : {}),
  };
}

/** A whole reply. `fail`: what a body that is none means. Servers send `{"error": …}` with status 200, and more. */
export function readMessage(reply: unknown, fail: (body: unknown) => Error): Completion {
  if (!isMessage(reply)) throw fail(reply);
  let text = '';
  let calls = false;
  for (const block of reply.content) {
    if (block.type === 'text') text += block.text;
    else if (block.type === 'tool_use') calls = true;
  }
  return {
    text,
    ending: endingOf(reply.stop_reason ?? 'end_turn', calls && text === ''),
    usage: readUsage(reply.usage),
    returnedModel: reply.model,
  };
}

function isMessage(value: unknown): value is Message {
  return isJsonObject(value) && Array.isArray(value['content']) && value['type'] !== 'error';
}

async function readEvents(
  events: AsyncIterable<RawMessageStreamEvent>,
  egress: Egress,
  attempt: Attempt,
): Promise<Completion> {
  let stopReason: string | null = null;
  let stopped = false;
  let calls = false;
  let returnedModel: string | undefined;
  let usage: Record<string, unknown> = {};
  for await (const event of events) {
    switch (event.type) {
      case 'message_start':
        returnedModel = event.message.model;
        usage = { ...event.message.usage };
        break;
      case 'content_block_start':
        calls ||= event.content_block.type === 'tool_use';
        break;
      case 'content_block_delta':
        attempt.contentCame();
        if (event.delta.type === 'text_delta') attempt.partialText += event.delta.text;
        break;
      case 'message_delta':
        stopReason = event.delta.stop_reason ?? stopReason;
        usage = { ...usage, ...present(event.usage) };
        break;
      case 'message_stop':
        stopped = true;
        break;
      case 'content_block_stop':
        break;
      default:
        // Kinds of events that did not exist when this was written.
        break;
    }
  }
  if (attempt.failure !== undefined) throw attempt.failure;
  if (!stopped || stopReason === null) throw egress.endedEarly(attempt);
  const text = attempt.partialText;
  return {
    text,
    ending: endingOf(stopReason, calls && text === ''),
    usage: readUsage(usage),
    returnedModel,
  };
}

/** The last event counts again, but leaves out or nulls what it does not count. */
function present(usage: unknown): Record<string, unknown> {
  if (!isJsonObject(usage)) return {};
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));
}

function endingOf(reason: string, toolOnly: boolean): Ending {
  switch (reason) {
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'refusal':
      return 'filter';
    case 'tool_use':
      return 'tool';
    default:
      return toolOnly ? 'tool' : 'stop';
  }
}

/** Anthropic counts cached tokens beside the input, not within it. */
function readUsage(usage: unknown): Usage | undefined {
  if (!isJsonObject(usage)) return undefined;
  const { input_tokens: fresh, output_tokens: output } = usage;
  const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = usage;
  if (typeof fresh !== 'number') return undefined;
  const input = fresh + numberOr0(read) + numberOr0(written);
  return usageOf(input, output, read);
}

function numberOr0(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
