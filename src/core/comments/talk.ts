import type * as z from 'zod/mini';
import { makeEgress } from '../models/egress.ts';
import type { Timeouts } from '../models/model.ts';
import type { Ports, Secret } from '../ports.ts';
import type { CodeHost } from './codeHost.ts';
import { CommentError, commentErrorOf } from './commentError.ts';

/** Speaks JSON with one code host. Each call rejects only with `CommentError`. */
export interface Talk {
  /** `path`: below the interface's address, or an address of the same origin, as a further page has. */
  get<T>(path: string, shape: z.ZodMiniType<T>): Promise<T>;
  /** What is answered does not matter. */
  send(method: 'POST' | 'PUT' | 'PATCH', path: string, body: object): Promise<void>;
}

export interface TalkOpening {
  readonly host: Pick<CodeHost, 'title' | 'tokens' | 'needs'>;
  /** Without a trailing slash. */
  readonly api: string;
  readonly token: Secret;
  readonly ports: Pick<Ports, 'clock' | 'fetch'>;
  readonly headers?: Readonly<Record<string, string>>;
}

const timeouts: Timeouts = {
  headersMs: 30_000,
  firstContentMs: 30_000,
  idleMs: 30_000,
  attemptMs: 60_000,
};

/** Every request goes through the one egress: to this origin alone, and never along a redirect. */
export function openTalk(opening: TalkOpening, signal: AbortSignal): Talk {
  const { host, api, token, ports, headers = {} } = opening;
  const egress = makeEgress({
    opening: {
      settings: { provider: host.title, kind: 'comments', baseUrl: api, stream: false },
      secret: token,
      timeouts,
      ports,
    },
    needsKey: true,
    headers,
  });
  const addressOf = (path: string): string => (path.startsWith('/') ? `${api}${path}` : path);
  return {
    async get(path, shape) {
      const address = addressOf(path);
      let answer: unknown;
      try {
        answer = await egress.attempt(signal, false, (attempt) => egress.look(address, attempt));
      } catch (error) {
        throw commentErrorOf(error, host, shownAddress(address));
      }
      const read = shape.safeParse(answer);
      if (read.success) return read.data;
      throw new CommentError(
        'unknown-answer',
        `What answers at ${shownAddress(address)} is no ${host.title} of a known kind.`,
        'Check the address; a proxy or a page for logging in may stand in between.',
      );
    },
    async send(method, path, body) {
      const address = addressOf(path);
      try {
        await egress.attempt(signal, false, (attempt) =>
          egress.put(address, JSON.stringify(body), attempt, method),
        );
      } catch (error) {
        throw commentErrorOf(error, host, shownAddress(address));
      }
    },
  };
}

/** Without what follows the path. */
function shownAddress(address: string): string {
  return URL.canParse(address)
    ? `${new URL(address).origin}${new URL(address).pathname}`
    : 'an address that is none';
}
