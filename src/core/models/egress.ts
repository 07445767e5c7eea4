import { isJsonObject } from '#base/json.ts';
import { readAccountSignals, readAnswerHeaders } from './answerHeaders.ts';
import { runAttempt, type Attempt } from './attempt.ts';
import { AbortFan } from './layers/abortFan.ts';
import { classifyAnswer, classifyTransport, systemCode } from './classify.ts';
import type { Finding } from './classify.ts';
import { failureFrom } from './failure.ts';
import type { ModelOpening } from './model.ts';
import { ModelError } from './modelError.ts';
import { oneLine, withoutKey } from './sanitise.ts';
import type { Ports, Secret } from '../ports.ts';

/** SDKs ask for nothing else. */
const known: ReadonlySet<string> = new Set(['GET', 'PUT', 'PATCH']);

const attemptKey: unique symbol = Symbol('attempt');

/** The door to one provider: every request to it leaves here, to its own origin and with its own key. */
export interface Egress {
  /** For the SDK's client. Needs the attempt that `AttemptInit` carries. */
  readonly fetch: (url: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /**
   * Runs one attempt under its timers. Rejects only with `ModelError`, and when `signal` aborts or a
   * timer expires it does so at once, whatever `work` does.
   */
  readonly attempt: <T>(
    signal: AbortSignal,
    stream: boolean,
    work: (attempt: Attempt, init: AttemptInit) => Promise<T>,
  ) => Promise<T>;
  /** Reads the JSON that stands at `url`, or that answers a text sent there, for an attempt that does not stream. `type`: of the text; absent: JSON. */
  readonly look: (url: string, attempt: Attempt, body?: string, type?: string) => Promise<unknown>;
  /** Reads what stands at `url` piece by piece, for an attempt that streams. Heard pieces count for nothing where it rejects. */
  readonly read: (
    url: string,
    attempt: Attempt,
    hear: (piece: Uint8Array) => void,
  ) => Promise<void>;
  /** Lays a text down at `url`; what the answer says beside its status does not matter. */
  readonly put: (
    url: string,
    text: string,
    attempt: Attempt,
    method?: 'PUT' | 'POST' | 'PATCH',
  ) => Promise<void>;
  /** The failure that an `error` body means which came with status 200 or inside a stream. */
  readonly failureIn: (body: unknown, attempt: Attempt) => ModelError;
  /** The failure of a stream that stopped without saying that it is finished. */
  readonly endedEarly: (attempt: Attempt) => ModelError;
}

export interface EgressOptions {
  readonly opening: Pick<ModelOpening, 'settings' | 'secret' | 'timeouts' | 'onAccount'> & {
    readonly ports: Pick<Ports, 'clock' | 'fetch'>;
  };
  /** Without a key there is no request. */
  readonly needsKey: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set: the key is this user's password (HTTP Basic), not a bearer token. */
  readonly user?: string;
}

export function makeEgress({ opening, needsKey, headers = {}, user }: EgressOptions): Egress {
  const { ports, secret, settings, timeouts } = opening;
  const origin = allowedOrigin(settings.baseUrl);
  const aborts = new AbortFan();
  let sent:
    | { readonly whole: Record<string, string>; readonly stream: Record<string, string> }
    | undefined;

  /** Reads the key: only ever called once the destination is known to be right. */
  const headersFor = (stream: boolean): Record<string, string> => {
    if (sent === undefined) {
      const key: Record<string, string> =
        secret === undefined ? {} : { authorization: authorization(secret, user) };
      const common = {
        'content-type': 'application/json',
        'user-agent': 'assay',
        ...headers,
        ...key,
      };
      sent = {
        whole: { ...common, accept: 'application/json' },
        stream: { ...common, accept: 'text/event-stream' },
      };
    }
    return stream ? sent.stream : sent.whole;
  };

  const failureOf = (finding: Finding, attempt: Attempt, what: string): ModelError =>
    failureFrom(finding, opening, what, {
      ...attempt.answer,
      ...attempt.evidence(),
      ...(attempt.begun ? { billed: 'maybe' as const } : {}),
    });

  const transportFailure = (error: unknown, attempt: Attempt): ModelError => {
    if (error instanceof ModelError) return error;
    if (!attempt.sent) {
      const why = error instanceof Error ? oneLine(withoutKey(error.message, secret)) : 'unknown';
      return new ModelError('local', `No request to ${settings.provider} could be made: ${why}`);
    }
    // Without a system's code, what failed after the answer began is the SDK's reading of it.
    if (attempt.answered && systemCode(error) === undefined) {
      return badReply('sent an answer that cannot be read', attempt);
    }
    const what = attempt.answered ? 'broke the connection off' : 'could not be reached';
    return failureOf(classifyTransport(error), attempt, what);
  };

  const badReply = (what: string, attempt: Attempt, evidence = attempt.received): ModelError => {
    const shown = oneLine(withoutKey(evidence, secret));
    const tail = shown === '' ? '' : ` It began: ${shown}`;
    return new ModelError('bad-reply', `${settings.provider} ${what}.${tail}`, {
      ...attempt.evidence(),
      billed: 'maybe',
    });
  };

  const refusal = (url: string): ModelError => {
    const allowed = origin ?? 'an https address without a password, or to http on this machine';
    const message = `The key of ${settings.provider} goes only to ${allowed}; ${oneLine(hostOf(url), 80)} was refused.`;
    return new ModelError('origin-refused', message, { billed: 'no' });
  };

  const send = async (
    url: string,
    init: RequestInit,
    attempt: Attempt,
    special: Readonly<Record<string, string>> = {},
  ): Promise<Response> => {
    const sentHeaders = { ...headersFor(attempt.stream), ...special };
    attempt.dispatched();
    let response: Response;
    try {
      response = await ports.fetch(url, {
        method: init.method !== undefined && known.has(init.method) ? init.method : 'POST',
        headers: sentHeaders,
        body: init.body ?? null,
        redirect: 'manual',
        signal: attempt.controller.signal,
      });
    } catch (error) {
      throw attempt.fail(transportFailure(error, attempt));
    }
    if (attempt.failure !== undefined) throw attempt.failure;
    attempt.headersCame(readAnswerHeaders(response.headers, ports.clock));
    if (opening.onAccount !== undefined) {
      const signals = readAccountSignals(response.headers, ports.clock);
      if (signals !== undefined) opening.onAccount(signals);
    }
    return response;
  };

  const notRedirected = ({ status, type }: Response, attempt: Attempt): void => {
    if (type !== 'opaqueredirect' && (status < 300 || status >= 400)) return;
    const message = `${settings.provider} wants to send the request somewhere else (status ${status}). Nothing was sent on.`;
    throw attempt.fail(new ModelError('redirected', message, { ...attempt.evidence(), status }));
  };

  /** What is no reply at all ends here; a reply goes on to the SDK, which reads it through the attempt. */
  const accepted = async (response: Response, attempt: Attempt): Promise<Response> => {
    const { status } = response;
    notRedirected(response, attempt);
    const type = response.headers.get('content-type') ?? '';
    const fits = attempt.stream ? type.startsWith('text/event-stream') : isJsonType(type);
    if (response.ok && fits) {
      attempt.accepted = true;
      if (attempt.stream) return response;
      attempt.received = await response.text().catch((error: unknown) => {
        throw attempt.fail(transportFailure(error, attempt));
      });
      return new WholeAnswer(attempt.received, response);
    }
    const text = await readStart(response).catch((error: unknown) => {
      // An error status says enough, also where its explanation is cut off.
      if (!response.ok && attempt.failure === undefined) return '';
      throw attempt.fail(transportFailure(error, attempt));
    });
    const body = isJsonType(type) ? parsed(text) : undefined;
    if (!response.ok) {
      const finding = classifyAnswer(
        status,
        body ?? (type.startsWith('text/plain') ? text : undefined),
      );
      throw attempt.fail(failureOf(finding, attempt, `answered ${status}`));
    }
    if (isJsonObject(body) && 'error' in body) throw attempt.fail(failureIn(body, attempt));
    const what =
      text === ''
        ? 'sent an empty answer'
        : `sent ${oneLine(withoutKey(type, secret), 60) || 'no content type'}, no reply`;
    throw attempt.fail(badReply(what, attempt, text));
  };

  const ownUrl = (url: string, attempt: Attempt): string => {
    if (origin === undefined || !url.startsWith(origin)) throw attempt.fail(refusal(url));
    return url;
  };

  const failureIn = (body: unknown, attempt: Attempt): ModelError => {
    const finding = classifyAnswer(undefined, body);
    const isError = finding.code !== 'bad-reply' || finding.said !== undefined;
    return isError
      ? failureOf(finding, attempt, 'answered with an error')
      : badReply('sent an answer that is no reply', attempt);
  };

  const reading = (error: unknown, attempt: Attempt): ModelError =>
    hasErrorBody(error) ? failureIn(error.error, attempt) : transportFailure(error, attempt);

  return {
    async fetch(input, init) {
      const url =
        typeof input === 'string' ? input : String(input instanceof URL ? input : input.url);
      if (!isAttemptInit(init)) throw new TypeError('A request needs an attempt.');
      const attempt = init[attemptKey];
      // Cancelled while the SDK got ready, or an SDK that tries again by itself.
      if (attempt.failure !== undefined) throw attempt.failure;
      return accepted(await send(ownUrl(url, attempt), init, attempt), attempt);
    },

    attempt(signal, stream, work) {
      if (!signal.aborted) {
        if (origin === undefined) return Promise.reject(refusal(settings.baseUrl));
        if (needsKey && secret === undefined) {
          return Promise.reject(new ModelError('missing-key', missingKey(settings.provider)));
        }
      }
      const terms = { clock: ports.clock, timeouts, stream, signal, aborts, failureOf: reading };
      return runAttempt(terms, (attempt) => work(attempt, { [attemptKey]: attempt }));
    },

    async look(url, attempt, text, type) {
      const init = text === undefined ? { method: 'GET' } : { method: 'POST', body: text };
      const special = type === undefined ? {} : { 'content-type': type };
      const came = await send(ownUrl(url, attempt), init, attempt, special);
      const answer = await accepted(came, attempt);
      const body: unknown = await answer.json();
      if (isJsonObject(body) && 'error' in body) throw attempt.fail(failureIn(body, attempt));
      return body;
    },

    async read(url, attempt, hear) {
      const special = { accept: '*/*' };
      const answer = await send(ownUrl(url, attempt), { method: 'GET' }, attempt, special);
      notRedirected(answer, attempt);
      if (!answer.ok) await accepted(answer, attempt);
      const reader = answer.body?.getReader();
      for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
        if (attempt.failure !== undefined) throw attempt.failure;
        attempt.contentCame();
        hear(next.value);
      }
    },

    async put(url, text, attempt, method = 'PUT') {
      const answer = await send(ownUrl(url, attempt), { method, body: text }, attempt);
      notRedirected(answer, attempt);
      if (!answer.ok) await accepted(answer, attempt);
      else await readStart(answer);
    },

    failureIn,
    endedEarly: (attempt) =>
      badReply('ended the answer before it was finished', attempt, attempt.partialText),
  };
}

function authorization(secret: Secret, user: string | undefined): string {
  if (user === undefined) return `Bearer ${sendable(secret)}`;
  return `Basic ${Buffer.from(`${user}:${secret.reveal()}`).toString('base64')}`;
}

/** A key with a line break or the like cannot stand in a header. */
function sendable(secret: Secret): string {
  const key = secret.reveal();
  if (/^[\x21-\x7e]+$/u.test(key)) return key;
  const message = `The key from ${secret.ref} is empty or has characters that no key has. Set it again.`;
  throw new ModelError('unauthorized', message);
}

/** The environment variable that holds a provider's key: `OPENAI_API_KEY`. */
export function keyVariable(provider: string): string {
  return `${provider.toUpperCase().replaceAll(/[^A-Z0-9]+/gu, '_')}_API_KEY`;
}

/** How an attempt travels through an SDK: it copies what it does not know. */
export interface AttemptInit extends Omit<RequestInit, 'body' | 'headers' | 'method' | 'signal'> {
  readonly [attemptKey]: Attempt;
}

function isAttemptInit(init: RequestInit | undefined): init is RequestInit & AttemptInit {
  return init !== undefined && attemptKey in init;
}

/** `Response`, whose types call the methods that are replaced here properties. */
const PlainResponse: new (body: null, init: ResponseInit) => Omit<Response, 'text' | 'json'> =
  Response;

/** An answer that is there as a whole. It holds on to nothing that it was read from. */
class WholeAnswer extends PlainResponse {
  private readonly content: string;

  constructor(content: string, { status, headers }: Response) {
    super(null, { status, headers });
    this.content = content;
  }

  text(): Promise<string> {
    return Promise.resolve(this.content);
  }

  /** Rejects with `SyntaxError` where the text is no JSON. */
  async json(): Promise<unknown> {
    return JSON.parse(this.content);
  }
}

const errorLimit = 64 * 1024;

/** As much of the body as can matter where it is no reply. */
async function readStart(response: Response): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (text.length < errorLimit) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}

/** The origin with a slash, so that a prefix is enough to compare by; `undefined` where nothing may go there. */
function allowedOrigin(baseUrl: string): string | undefined {
  if (!URL.canParse(baseUrl)) return undefined;
  const { protocol, hostname, username, password, origin } = new URL(baseUrl);
  const safe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  return safe && username === '' && password === '' ? `${origin}/` : undefined;
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(hostname)
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'an address that is none';
}

function missingKey(provider: string): string {
  return `${provider} needs a key, and none is set. Set the environment variable ${keyVariable(provider)}.`;
}

function isJsonType(type: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/iu.test(type);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How both SDKs hand on an `error` event of a stream. */
function hasErrorBody(error: unknown): error is Error & { readonly error: object } {
  return (
    error instanceof Error &&
    'error' in error &&
    typeof error.error === 'object' &&
    error.error !== null
  );
}
