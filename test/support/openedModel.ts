import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { builtinModelKinds } from '#core/models/builtin.ts';
import type { Model, ModelOpening, ModelRequest } from '#core/models/model.ts';
import { ModelError } from '#core/models/modelError.ts';
import { makeSecret } from '#core/models/secret.ts';
import type { Fetch, Ports } from '#core/ports.ts';

/** How a contract suite reaches one kind of model on loopback. */
export interface Flavour {
  readonly title: string;
  readonly kind: string;
  /** Where it believes to be; the test's `fetch` brings it to the mock provider. */
  readonly baseUrl: string | undefined;
  readonly stream: boolean;
}

const ways = [
  { title: 'openai (Responses)', kind: 'openai', baseUrl: 'https://api.openai.com/v1' },
  { title: 'openai (Chat Completions)', kind: 'openai', baseUrl: undefined },
  { title: 'anthropic', kind: 'anthropic', baseUrl: 'https://api.anthropic.com' },
  { title: 'compatible', kind: 'compatible', baseUrl: undefined },
];

export const flavours: readonly Flavour[] = ways.flatMap((way) => [
  { ...way, title: way.title, stream: false },
  { ...way, title: `${way.title}, streaming`, stream: true },
]);

export const canaryKey = 'sk-canary-0123456789/+"abcdef';

export interface Opened {
  readonly model: Model;
  /** Everything that was logged. */
  readonly logged: readonly string[];
}

/** A model of this flavour, with everything it needs of the world. */
export function openModel(
  flavour: Flavour,
  mockBaseUrl: string,
  over: Partial<ModelOpening> = {},
): Opened {
  const kind = builtinModelKinds.find((one) => one.kind === flavour.kind);
  if (kind === undefined) throw new Error(`no kind ${flavour.kind}`);
  const logged: string[] = [];
  const log = {
    info: (text: string) => logged.push(text),
    warn: (text: string) => logged.push(text),
  };
  const model = kind.open({
    id: `${flavour.kind}/small`,
    name: 'small',
    settings: {
      provider: flavour.kind,
      kind: flavour.kind,
      baseUrl: flavour.baseUrl ?? mockBaseUrl,
      stream: flavour.stream,
    },
    secret: makeSecret('environment variable CANARY', canaryKey),
    ports: testPorts(toMock(mockBaseUrl), log),
    timeouts: { headersMs: 5000, firstContentMs: 5000, idleMs: 5000, attemptMs: 5000 },
    ...over,
  });
  return { model, logged };
}

/** Real sockets and a real clock; nothing else of the world is there. */
export function testPorts(fetch: Fetch, log: Ports['log']): Ports {
  return { clock: nodeClock, fetch, log, random: () => 0.5, secrets: absent, files: absent };
}

/** Brings what goes to a provider's own origin to the mock provider, and counts nothing else. */
export function toMock(mockBaseUrl: string): Fetch {
  const fetch = makeNodeFetch();
  const mock = new URL(mockBaseUrl).origin;
  return (url, init) =>
    fetch(url.replace(/^https:\/\/api\.(?:openai|anthropic)\.com/u, mock), init);
}

const absent = new Proxy({} as never, {
  get: (_target, name) => {
    throw new Error(`A model must not use ${String(name)} of this port.`);
  },
});

export function request(text: string, over: Partial<ModelRequest> = {}): ModelRequest {
  return {
    messages: [
      { role: 'system', content: 'Answer briefly.' },
      { role: 'user', content: text },
    ],
    parameters: {},
    repeat: 0,
    ...over,
  };
}

export function call(signal: AbortSignal = new AbortController().signal): {
  readonly signal: AbortSignal;
  readonly tell: () => void;
} {
  return { signal, tell: () => undefined };
}

/** The error that a reply ends in; fails where there is none. */
export async function failure(reply: Promise<unknown>): Promise<ModelError> {
  const value: unknown = await reply.then(
    (one) => new Error(`replied ${JSON.stringify(one)}`),
    (error: unknown) => error,
  );
  if (value instanceof ModelError) return value;
  throw new Error('The call did not end in a ModelError.', { cause: value });
}
