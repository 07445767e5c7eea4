import { isJsonObject } from '#base/json.ts';
import type { Ending, ModelReply, Usage } from '#protocol/reply.ts';
import type { Attempt } from '../attempt.ts';
import { replyOf, usageOf } from '../completion.ts';
import type { Completion } from '../completion.ts';
import type { AttemptInit, Egress } from '../egress.ts';
import type { ModelRequest, ResponseFormat } from '../model.ts';
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionCreateParamsNonStreaming,
  OpenAIDoor,
} from './sdk.ts';

export interface ChatOptions {
  readonly name: string;
  readonly egress: Egress;
  /** OpenAI renamed it; most other servers know only the old name. */
  readonly maxTokensName: 'max_completion_tokens' | 'max_tokens';
}

const path = '/chat/completions';

/** One call of Chat Completions, streamed or not. Throws whatever the SDK throws: the egress knows what it means. */
export async function chat(
  door: OpenAIDoor,
  request: ModelRequest,
  { name, egress, maxTokensName }: ChatOptions,
  attempt: Attempt,
  init: AttemptInit,
): Promise<ModelReply> {
  const body = chatBody(name, request, maxTokensName);
  if (!attempt.stream) {
    const answer = await door.send(path, body, init);
    const reply: unknown = await answer.json();
    return replyOf(
      readChat(reply, (answered) => egress.failureIn(answered, attempt)),
      attempt,
    );
  }
  const streamed = { ...body, stream: true, stream_options: { include_usage: true } };
  const answer = await door.send(path, streamed, init);
  const chunks = door.events<ChatCompletionChunk>(answer, attempt.controller);
  return replyOf(await readChunks(chunks, egress, attempt), attempt);
}

export function chatBody(
  model: string,
  { messages, parameters, responseFormat }: ModelRequest,
  maxTokensName: ChatOptions['maxTokensName'],
): ChatCompletionCreateParamsNonStreaming {
  const { temperature, topP, maxTokens, seed, stop } = parameters;
  const format = formatOf(responseFormat);
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(maxTokens === undefined ? {} : { [maxTokensName]: maxTokens }),
    ...(seed === undefined ? {} : { seed }),
    ...(stop === undefined ? {} : { stop: [...stop] }),
    ...(format === undefined ? {} : { response_format: format }),
  };
}

function formatOf(
  format: ResponseFormat | undefined,
): ChatCompletionCreateParamsNonStreaming['response_format'] {
  if (format === undefined || format.type === 'text') return undefined;
  if (format.type === 'json_object') return { type: 'json_object' };
  const { name, strict, schema } = format;
  return { type: 'json_schema', json_schema: { name, strict, schema: { ...schema } } };
}

/** A whole reply. `fail`: what a body that is none means. Servers send `{"error": …}` with status 200, and more. */
export function readChat(reply: unknown, fail: (body: unknown) => Error): Completion {
  if (!isChat(reply)) throw fail(reply);
  const choice: unknown = reply.choices[0];
  const message: unknown = isJsonObject(choice) ? choice['message'] : undefined;
  if (!isJsonObject(choice) || !isJsonObject(message)) throw fail(reply);
  const content = textOf(message['content']);
  const refusal = textOf(message['refusal']);
  const calls = Array.isArray(message['tool_calls']) && message['tool_calls'].length > 0;
  return {
    text: content === '' ? refusal : content,
    ending: endingOf(choice['finish_reason'] ?? 'stop', {
      refused: refusal !== '',
      toolOnly: calls && content === '',
    }),
    usage: readUsage(reply.usage),
    returnedModel: reply.model,
    fingerprint: reply.system_fingerprint,
  };
}

function isChat(value: unknown): value is ChatCompletion {
  if (!isJsonObject(value) || ('error' in value && value['error'] !== null)) return false;
  return Array.isArray(value['choices']);
}

async function readChunks(
  chunks: AsyncIterable<ChatCompletionChunk>,
  egress: Egress,
  attempt: Attempt,
): Promise<Completion> {
  let refusal = '';
  let calls = false;
  let finish: unknown;
  let usage: Usage | undefined;
  let returnedModel: string | undefined;
  let fingerprint: string | undefined;
  for await (const chunk of chunks) {
    if (!isJsonObject(chunk)) continue;
    returnedModel ??= chunk.model;
    fingerprint ??= chunk.system_fingerprint;
    usage = readUsage(chunk.usage) ?? usage;
    const choice = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
    if (choice === undefined) continue;
    finish = choice.finish_reason ?? finish;
    const delta: unknown = choice.delta;
    if (!isJsonObject(delta)) continue;
    const piece = textOf(delta['content']);
    const refused = textOf(delta['refusal']);
    const called = Array.isArray(delta['tool_calls']) && delta['tool_calls'].length > 0;
    const thought = textOf(delta['reasoning_content'] ?? delta['reasoning']);
    if (piece !== '' || refused !== '' || thought !== '' || called) attempt.contentCame();
    attempt.partialText += piece;
    refusal += refused;
    calls ||= called;
  }
  if (attempt.failure !== undefined) throw attempt.failure;
  if (finish === undefined) throw egress.endedEarly(attempt);
  const text = attempt.partialText;
  return {
    text: text === '' ? refusal : text,
    ending: endingOf(finish, { refused: refusal !== '', toolOnly: calls && text === '' }),
    usage,
    returnedModel,
    fingerprint,
  };
}

/** A string, or the parts that some servers send instead. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) =>
      isJsonObject(part) && typeof part['text'] === 'string' ? part['text'] : '',
    )
    .join('');
}

function endingOf(
  reason: unknown,
  said: { readonly refused: boolean; readonly toolOnly: boolean },
): Ending {
  if (said.refused) return 'filter';
  switch (reason) {
    case 'length':
    case 'max_tokens':
    case 'model_length':
      return 'length';
    case 'content_filter':
    case 'safety':
    case 'SAFETY':
      return 'filter';
    case 'tool_calls':
    case 'function_call':
      return 'tool';
    default:
      return said.toolOnly ? 'tool' : 'stop';
  }
}

function readUsage(usage: unknown): Usage | undefined {
  if (!isJsonObject(usage)) return undefined;
  const details = usage['prompt_tokens_details'];
  // DeepSeek has its own name for cached tokens.
  const cached = isJsonObject(details)
    ? details['cached_tokens']
    : usage['prompt_cache_hit_tokens'];
  return usageOf(usage['prompt_tokens'], usage['completion_tokens'], cached);
}
