import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '#core/ports.ts';
import { deliver } from './mockDelivery.ts';
import { dialectOf } from './mockDialect.ts';
import type { Answer } from './mockDialect.ts';
import { makeDirector } from './mockScript.ts';
import type { MockBehaviour, MockReply, MockScript } from './mockScript.ts';

/** One request as the provider saw it. The key is a hash: `bearer:1a2b3c4d`. */
export interface SeenRequest {
  readonly atMs: number;
  readonly path: string;
  readonly key: string | undefined;
  readonly model: string;
  readonly promptHash: string;
  readonly marker: string | undefined;
  readonly stream: boolean;
  status: number;
  /** Kept only on request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface MockLog {
  readonly requests: readonly SeenRequest[];
  readonly count: number;
  readonly connections: number;
  readonly peakParallel: number;
}

export interface MockOptions {
  readonly port?: number;
  readonly script?: MockScript;
  /** Keeps bodies and headers of requests in the log. */
  readonly keepBodies?: boolean;
  /** Only counts requests: for benches. */
  readonly countOnly?: boolean;
  /** Hears of each request before it is answered, with its number from 1. */
  readonly hear?: (count: number) => void;
  /** Takes requests that are no single prompt; gives `false` for those that it does not know. */
  readonly also?: (request: IncomingMessage, text: string, response: ServerResponse) => boolean;
  /** What its waits are measured by; absent: real time. */
  readonly clock?: Pick<Clock, 'timer'>;
}

/** A provider on loopback that does as it is told. Serves its log at `GET /__log` and takes a script at `POST /__script`. */
export interface MockProvider extends AsyncDisposable {
  /** `http://127.0.0.1:port/v1`. */
  readonly baseUrl: string;
  readonly port: number;
  log(): MockLog;
  /** Replaces the script, except that what `otherwise` it was started with stays beneath; forgets what was counted. */
  script(script: MockScript): void;
  openSockets(): number;
  /** Requests that are not answered to the end, and those of them that wait for time to pass. */
  inFlight(): { readonly open: number; readonly held: number };
}

export async function startMockProvider(options: MockOptions = {}): Promise<MockProvider> {
  const state = new ProviderState(options);
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    state.receive(request, response);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    state.connections += 1;
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    port,
    log: () => state.log(),
    script: (script) => {
      state.follow(script);
    },
    openSockets: () => sockets.size,
    inFlight: () => ({ open: state.parallel, held: state.held }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

const realClock: Pick<Clock, 'timer'> = {
  timer(delayMs, fire) {
    const timer = setTimeout(fire, delayMs).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** How the log names a key. */
export function keyReference(key: string): string {
  return `bearer:${hash(key).slice(0, 8)}`;
}

class ProviderState {
  connections = 0;
  parallel = 0;
  held = 0;
  private readonly options: MockOptions;
  private requests: SeenRequest[] = [];
  private count = 0;
  private peakParallel = 0;
  private current: MockScript = {};
  private direct = makeDirector({});

  constructor(options: MockOptions) {
    this.options = options;
    this.follow(options.script ?? {});
  }

  follow(script: MockScript): void {
    const otherwise = { ...this.options.script?.otherwise, ...script.otherwise };
    this.current = script;
    this.direct = makeDirector({ ...script, otherwise });
    this.requests = [];
    this.count = 0;
    this.peakParallel = this.parallel;
  }

  log(): MockLog {
    const { requests, count, connections, peakParallel } = this;
    return { requests, count, connections, peakParallel };
  }

  receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.route(
        request,
        chunks.length === 1 ? String(chunks[0]) : String(Buffer.concat(chunks)),
        response,
      );
    });
    request.on('error', () => response.destroy());
  }

  private route(request: IncomingMessage, text: string, response: ServerResponse): void {
    const path = request.url ?? '/';
    if (this.options.also?.(request, text, response) === true) return;
    const dialect = dialectOf(path);
    if (dialect !== undefined && request.method === 'POST') {
      this.answer(request, path, dialect, text, response);
    } else if (path === '/__log') {
      sendJson(response, this.log());
    } else if (path === '/__script' && request.method === 'POST') {
      this.follow(JSON.parse(text) as MockScript);
      sendJson(response, {});
    } else {
      sendJson(response, { error: { message: `no route ${path}`, type: 'not_found' } }, 404);
    }
  }

  private answer(
    request: IncomingMessage,
    path: string,
    dialect: NonNullable<ReturnType<typeof dialectOf>>,
    text: string,
    response: ServerResponse,
  ): void {
    const body = JSON.parse(text) as RequestBody;
    const prompt = promptOf(body);
    const marker = /\[\[([^\]]+)\]\]/.exec(prompt)?.[1];
    const model = body.model ?? '';
    this.count += 1;
    this.options.hear?.(this.count);
    const seen =
      this.options.countOnly === true
        ? undefined
        : this.record(request, path, body, prompt, marker);
    const { parallel } = this.current;
    this.parallel += 1;
    this.peakParallel = Math.max(this.peakParallel, this.parallel);
    response.on('close', () => {
      this.parallel -= 1;
    });
    const behaviour =
      parallel !== undefined && this.parallel > parallel.allowed
        ? tooMany(parallel.headers)
        : this.direct({ prompt, marker, model });
    if (seen !== undefined) seen.status = behaviour.status ?? 200;
    const send = (): void => {
      if (response.destroyed) return;
      const reply = dialect === 'embeddings' ? embedding(behaviour.reply) : behaviour.reply;
      deliver(response, dialect, answerOf(this.count, model, prompt, reply), behaviour, {
        stream: body.stream === true,
        withUsage: body.stream_options?.include_usage === true,
        wait: (ms) => this.wait(response, ms),
      });
    };
    if (behaviour.latencyMs === undefined || behaviour.latencyMs === 0) send();
    else void this.wait(response, behaviour.latencyMs).then(send);
  }

  private wait(response: ServerResponse, ms: number): Promise<void> {
    this.held += 1;
    return new Promise((resolve) => {
      const done = (): void => {
        stop?.();
        response.off('close', done);
        this.held -= 1;
        resolve();
      };
      const stop = ms === Infinity ? undefined : (this.options.clock ?? realClock).timer(ms, done);
      response.on('close', done);
    });
  }

  private record(
    request: IncomingMessage,
    path: string,
    body: RequestBody,
    prompt: string,
    marker: string | undefined,
  ): SeenRequest {
    const { authorization } = request.headers;
    const key = authorization?.replace(/^bearer /i, '') ?? request.headers['x-api-key'];
    const seen: SeenRequest = {
      atMs: performance.now(),
      path,
      key: typeof key === 'string' ? keyReference(key) : undefined,
      model: body.model ?? '',
      promptHash: hash(prompt),
      marker,
      stream: body.stream === true,
      status: 200,
      ...(this.options.keepBodies === true
        ? { body, headers: request.headers as Record<string, string> }
        : {}),
    };
    this.requests.push(seen);
    return seen;
  }
}

export interface RequestBody {
  readonly model?: string;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly instructions?: string;
  readonly system?: unknown;
  readonly messages?: readonly { readonly content?: unknown }[];
  readonly input?: string | readonly { readonly content?: unknown }[];
}

/** The text of the last message, with the ones before it for markers. */
export function promptOf(body: RequestBody): string {
  if (typeof body.input === 'string') return body.input;
  const messages = body.messages ?? body.input ?? [];
  if (messages.length === 1) return textOf(messages[0]?.content);
  return messages.map((message) => textOf(message.content)).join('\n');
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { readonly text?: string }) => part.text ?? '').join('');
}

export function answerOf(n: number, model: string, prompt: string, reply: MockReply = {}): Answer {
  const text = replyText(prompt, reply.answer ?? 'echo');
  const { usage } = reply;
  return {
    id: `mock-${n}`,
    text,
    model: reply.model ?? model,
    ending: reply.ending ?? 'stop',
    usage:
      usage === 'none' ? undefined : (usage ?? { input: tokens(prompt), output: tokens(text) }),
    fingerprint: reply.fingerprint,
  };
}

/** A vector of the script's own as JSON; any other answer is meant for words, and the text gets its usual vector. */
function embedding(reply: MockReply = {}): MockReply {
  const { answer } = reply;
  const isVector = typeof answer === 'object' && 'text' in answer && answer.text.startsWith('[');
  return isVector ? reply : { ...reply, answer: (prompt) => prompt };
}

function replyText(prompt: string, answer: NonNullable<MockReply['answer']>): string {
  if (answer === 'echo') return prompt.slice(prompt.lastIndexOf('\n') + 1);
  if (typeof answer === 'function') return answer(prompt);
  if ('text' in answer) {
    const { text, finding } = answer;
    if (finding === undefined) return text;
    return text.replace('{}', new RegExp(finding).exec(prompt)?.[1] ?? '');
  }
  return answer.pick[Number.parseInt(hash(prompt).slice(0, 6), 16) % answer.pick.length] ?? '';
}

/** About four characters a token: only has to be the same each time. */
function tokens(text: string): number {
  return Math.ceil(text.length / 4);
}

function tooMany(headers: Record<string, string> | undefined): MockBehaviour {
  return {
    status: 429,
    ...(headers === undefined ? {} : { headers }),
    body: {
      error: { type: 'rate_limit_error', code: 'rate_limit_exceeded', message: 'slow down' },
    },
  };
}

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
