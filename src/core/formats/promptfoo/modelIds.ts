/** What a provider of promptfoo is here. */
export type FoundModel =
  | { readonly kind: 'model'; readonly id: string; readonly task: 'chat' | 'embedding' }
  | { readonly kind: 'external'; readonly why: string };

/** Words between the service and the model: which of its doors is used, which here the provider decides. */
const doors = new Set([
  'chat',
  'completion',
  'messages',
  'responses',
  'text-generation',
  'converse',
  'completions',
]);

const embeddingDoors = new Set(['embedding', 'embeddings', 'feature-extraction']);

/** Things of promptfoo that are no model of a service. */
const inventions = new Set([
  'echo',
  'promptfoo',
  'webhook',
  'websocket',
  'browser',
  'mcp',
  'sequence',
  'simulated-user',
  'manual-input',
]);

/**
 * `openai:chat:gpt-5-mini` → `openai/gpt-5-mini`: the service and the model's name, as ids of a catalogue are written.
 * What is a program, a script, an address or an invention of promptfoo cannot be asked.
 */
export function modelOf(provider: string): FoundModel {
  const text = provider.trim();
  if (/^https?:|^wss?:/.test(text)) {
    return external('is an address, and where a model is only your own settings say');
  }
  if (text.startsWith('file://') || /^(?:python|exec|golang|ruby|package):/.test(text)) {
    return external('is a program, and Assay asks models only');
  }
  const [service = '', ...rest] = text.split(':');
  if (inventions.has(service) || service === 'https' || service === 'http') {
    return external('is no model of a service');
  }
  const door = rest[0] ?? '';
  const isEmbedding = embeddingDoors.has(door);
  const name = (doors.has(door) || isEmbedding ? rest.slice(1) : rest).join(':');
  if (name === '') {
    if (text.includes('/') && rest.length === 0) return { kind: 'model', id: text, task: 'chat' };
    return external('names no model');
  }
  return { kind: 'model', id: `${service}/${name}`, task: isEmbedding ? 'embedding' : 'chat' };
}

/** Which door a service of promptfoo wants to be named for a conversation, and for an embedding. */
const services: ReadonlyMap<string, readonly [chat: string, embedding?: string]> = new Map([
  ['anthropic', ['messages']],
  ['azure', ['chat', 'embedding']],
  ['bedrock', ['']],
  ['cerebras', ['']],
  ['cohere', ['', 'embedding']],
  ['deepseek', ['']],
  ['github', ['']],
  ['google', ['', 'embedding']],
  ['groq', ['']],
  ['huggingface', ['text-generation', 'feature-extraction']],
  ['mistral', ['', 'embedding']],
  ['ollama', ['chat', 'embeddings']],
  ['openai', ['chat', 'embedding']],
  ['openrouter', ['']],
  ['perplexity', ['']],
  ['togetherai', ['chat', 'embedding']],
  ['vertex', ['', 'embedding']],
  ['xai', ['']],
]);

/** `openai/gpt-5-mini` → `openai:chat:gpt-5-mini`. `isKnown`: promptfoo has this service, and the text is read as this model. */
export function providerOf(
  id: string,
  task: 'chat' | 'embedding',
): { readonly text: string; readonly isKnown: boolean } {
  const at = id.indexOf('/');
  const [service, name] = at < 0 ? ['', id] : [id.slice(0, at), id.slice(at + 1)];
  const [chat = '', embedding] = services.get(service) ?? [];
  const door = task === 'chat' ? chat : (embedding ?? '');
  const text = [service, door, name].filter((one) => one !== '').join(':');
  const back = modelOf(text);
  const isSame = back.kind === 'model' && back.id === id && back.task === task;
  return { text, isKnown: services.has(service) && isSame };
}

function external(why: string): FoundModel {
  return { kind: 'external', why };
}
