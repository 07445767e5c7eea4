import type { MockReply } from './mockScript.ts';

export type Dialect = 'responses' | 'chat' | 'messages' | 'embeddings';

/** A reply with everything decided, ready to be put into a dialect. */
export interface Answer {
  readonly id: string;
  readonly text: string;
  readonly model: string;
  readonly ending: NonNullable<MockReply['ending']>;
  readonly usage:
    | { readonly input: number; readonly cached?: number; readonly output: number }
    | undefined;
  readonly fingerprint: string | undefined;
}

/** A streamed reply: what comes before, each piece of content, and what comes after. */
export interface Frames {
  readonly head: string;
  readonly pieces: readonly string[];
  readonly tail: string;
}

export function dialectOf(path: string): Dialect | undefined {
  if (path.endsWith('/chat/completions')) return 'chat';
  if (path.endsWith('/responses')) return 'responses';
  if (path.endsWith('/messages')) return 'messages';
  if (path.endsWith('/embeddings')) return 'embeddings';
  return undefined;
}

/** The reply as one JSON body. */
export function wholeBody(dialect: Dialect, answer: Answer): unknown {
  if (dialect === 'chat') return chatBody(answer);
  if (dialect === 'messages') return messagesBody(answer);
  if (dialect === 'embeddings') return embeddingsBody(answer);
  return responseBody(answer, answer.ending in incompleteReason ? 'incomplete' : 'completed');
}

/** The reply as server-sent events. */
export function frames(
  dialect: Dialect,
  answer: Answer,
  pieces: readonly string[],
  withUsage: boolean,
): Frames {
  if (dialect === 'chat') return chatFrames(answer, pieces, withUsage);
  if (dialect === 'messages') return messagesFrames(answer, pieces);
  return responseFrames(answer, pieces);
}

export function ping(dialect: Dialect): string {
  return dialect === 'messages' ? event('ping', { type: 'ping' }) : ': ping\n\n';
}

export function errorFrame(dialect: Dialect, body: unknown): string {
  return dialect === 'chat' ? data(body) : event('error', body);
}

const created = 1_790_000_000;

const chatEnding = {
  stop: 'stop',
  length: 'length',
  filter: 'content_filter',
  tool: 'tool_calls',
  refusal: 'stop',
};
const toolCall = { id: 'call_1', type: 'function', function: { name: 'look_up', arguments: '{}' } };

function chatUsage(answer: Answer): object | undefined {
  const { usage } = answer;
  if (usage === undefined) return undefined;
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    ...(usage.cached === undefined
      ? {}
      : { prompt_tokens_details: { cached_tokens: usage.cached } }),
  };
}

function chatBody(answer: Answer): object {
  const message = {
    role: 'assistant',
    content: answer.ending === 'tool' || answer.ending === 'refusal' ? null : answer.text,
    refusal: answer.ending === 'refusal' ? answer.text : null,
    ...(answer.ending === 'tool' ? { tool_calls: [toolCall] } : {}),
  };
  return {
    id: answer.id,
    object: 'chat.completion',
    created,
    model: answer.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: chatEnding[answer.ending] }],
    usage: chatUsage(answer),
    system_fingerprint: answer.fingerprint,
  };
}

function chatFrames(answer: Answer, pieces: readonly string[], withUsage: boolean): Frames {
  const chunk = (delta: object, finish: string | null): string =>
    data({
      id: answer.id,
      object: 'chat.completion.chunk',
      created,
      model: answer.model,
      system_fingerprint: answer.fingerprint,
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  const usage = withUsage ? chatUsage(answer) : undefined;
  const key = answer.ending === 'refusal' ? 'refusal' : 'content';
  const tool =
    answer.ending === 'tool' ? chunk({ tool_calls: [{ index: 0, ...toolCall }] }, null) : '';
  return {
    head: chunk({ role: 'assistant', content: '' }, null),
    pieces: answer.ending === 'tool' ? [] : pieces.map((piece) => chunk({ [key]: piece }, null)),
    tail:
      tool +
      chunk({}, chatEnding[answer.ending]) +
      (usage === undefined
        ? ''
        : data({
            id: answer.id,
            object: 'chat.completion.chunk',
            created,
            model: answer.model,
            choices: [],
            usage,
          })) +
      'data: [DONE]\n\n',
  };
}

const incompleteReason: Partial<Record<Answer['ending'], string>> = {
  length: 'max_output_tokens',
  filter: 'content_filter',
};

function responseBody(answer: Answer, status: string): object {
  const { ending, usage } = answer;
  const part =
    ending === 'refusal'
      ? { type: 'refusal', refusal: answer.text }
      : { type: 'output_text', text: answer.text, annotations: [], logprobs: [] };
  const output =
    ending === 'tool'
      ? {
          type: 'function_call',
          id: 'fc_1',
          call_id: 'call_1',
          name: 'look_up',
          arguments: '{}',
          status: 'completed',
        }
      : { type: 'message', id: 'msg_1', role: 'assistant', status, content: [part] };
  const reason = incompleteReason[ending];
  return {
    id: answer.id,
    object: 'response',
    created_at: created,
    status,
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    model: answer.model,
    output: status === 'in_progress' ? [] : [output],
    usage:
      usage === undefined || status === 'in_progress'
        ? null
        : {
            input_tokens: usage.input,
            input_tokens_details: { cached_tokens: usage.cached ?? 0 },
            output_tokens: usage.output,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: usage.input + usage.output,
          },
  };
}

function responseFrames(answer: Answer, pieces: readonly string[]): Frames {
  const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  const kind =
    answer.ending === 'refusal' ? 'response.refusal.delta' : 'response.output_text.delta';
  const last = answer.ending in incompleteReason ? 'incomplete' : 'completed';
  return {
    head: event('response.created', {
      type: 'response.created',
      sequence_number: 0,
      response: responseBody(answer, 'in_progress'),
    }),
    pieces:
      answer.ending === 'tool'
        ? []
        : pieces.map((delta, index) =>
            event(kind, { type: kind, sequence_number: index + 1, ...place, delta, logprobs: [] }),
          ),
    tail: event(`response.${last}`, {
      type: `response.${last}`,
      sequence_number: pieces.length + 1,
      response: responseBody(answer, last),
    }),
  };
}

const messagesEnding = {
  stop: 'end_turn',
  length: 'max_tokens',
  filter: 'refusal',
  tool: 'tool_use',
  refusal: 'refusal',
};

function messagesUsage(answer: Answer): Record<string, number> | undefined {
  const { usage } = answer;
  if (usage === undefined) return undefined;
  const cached = usage.cached ?? 0;
  return {
    input_tokens: usage.input - cached,
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: 0,
    output_tokens: usage.output,
  };
}

function messagesBody(answer: Answer): object {
  const block =
    answer.ending === 'tool'
      ? { type: 'tool_use', id: 'toolu_1', name: 'look_up', input: {} }
      : { type: 'text', text: answer.text };
  return {
    id: answer.id,
    type: 'message',
    role: 'assistant',
    model: answer.model,
    content: [block],
    stop_reason: messagesEnding[answer.ending],
    stop_sequence: null,
    usage: messagesUsage(answer),
  };
}

function messagesFrames(answer: Answer, pieces: readonly string[]): Frames {
  const usage = messagesUsage(answer);
  const started = usage === undefined ? undefined : { ...usage, output_tokens: 1 };
  const block =
    answer.ending === 'tool'
      ? { type: 'tool_use', id: 'toolu_1', name: 'look_up', input: {} }
      : { type: 'text', text: '' };
  const message = { ...messagesBody(answer), content: [], stop_reason: null, usage: started };
  return {
    head:
      event('message_start', { type: 'message_start', message }) +
      event('content_block_start', { type: 'content_block_start', index: 0, content_block: block }),
    pieces:
      answer.ending === 'tool'
        ? []
        : pieces.map((text) =>
            event('content_block_delta', {
              type: 'content_block_delta',
              index: 0,
              delta: { type: 'text_delta', text },
            }),
          ),
    tail:
      event('content_block_stop', { type: 'content_block_stop', index: 0 }) +
      event('message_delta', {
        type: 'message_delta',
        delta: { stop_reason: messagesEnding[answer.ending], stop_sequence: null },
        ...(usage === undefined ? {} : { usage: { output_tokens: usage['output_tokens'] } }),
      }) +
      event('message_stop', { type: 'message_stop' }),
  };
}

function data(body: unknown): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}

function event(name: string, body: unknown): string {
  return `event: ${name}\n${data(body)}`;
}

/** The answer's text is a vector as JSON, or a text that gets one: its words fall into 16 numbers, so that texts with common words are alike. */
function embeddingsBody({ text, model, usage }: Answer): object {
  return {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: vectorOf(text) }],
    model,
    usage: usage && { prompt_tokens: usage.input, total_tokens: usage.input },
  };
}

function vectorOf(text: string): readonly number[] {
  if (text.startsWith('[')) return JSON.parse(text) as readonly number[];
  const vector = Array.from({ length: 16 }, () => 0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    let place = 0;
    for (const letter of word) place = (place * 31 + (letter.codePointAt(0) ?? 0)) % 16;
    vector[place]! += 1;
  }
  return vector;
}
