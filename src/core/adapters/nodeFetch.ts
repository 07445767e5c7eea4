import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Fetch } from '../ports.ts';
import { NodeResponse } from './nodeResponse.ts';

/** Idle connections are given up before most servers would cut them off under a new request. */
const idleSocketMs = 4000;

/**
 * A `fetch` over `node:http`: cheaper than Node's own, no proxy from the environment, never follows a
 * redirect (the 3xx is the answer), no timeouts of its own. Bodies are text.
 */
export function makeNodeFetch(): Fetch {
  const options = { keepAlive: true, timeout: idleSocketMs, scheduling: 'lifo' } as const;
  const plain = new HttpAgent(options);
  // Said outright: an environment variable could otherwise turn the check of certificates off.
  const secure = new HttpsAgent({ ...options, rejectUnauthorized: true });
  return (url, init) =>
    new Promise((resolve, reject) => {
      const { signal } = init;
      if (signal?.aborted === true) {
        reject(abortError());
        return;
      }
      const target = new URL(url);
      const body = typeof init.body === 'string' ? init.body : '';
      const isSecure = target.protocol === 'https:';
      const settings: RequestOptions = {
        agent: isSecure ? secure : plain,
        // Again for each request: VS Code puts an agent of its own in place of ours where a proxy is set.
        ...(isSecure ? { rejectUnauthorized: true } : {}),
        method: init.method ?? 'GET',
        headers: { ...plainHeaders(init.headers), 'content-length': Buffer.byteLength(body) },
      };
      const request = (isSecure ? httpsRequest : httpRequest)(target, settings);
      const abort = (): void => {
        request.destroy(abortError());
      };
      signal?.addEventListener('abort', abort, { once: true });
      request.on('response', (incoming) => {
        incoming.on('close', () => signal?.removeEventListener('abort', abort));
        // Where nobody reads the body any more, its end in an error concerns nobody.
        incoming.on('error', () => undefined);
        try {
          resolve(new NodeResponse(incoming));
        } catch (error) {
          // A status or a header that no `Response` can have.
          request.destroy();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      request.on('error', (error) => {
        signal?.removeEventListener('abort', abort);
        reject(error);
      });
      request.end(body);
    });
}

function plainHeaders(headers: RequestInit['headers']): Record<string, string> {
  if (headers === undefined) return {};
  if (headers instanceof Headers || Array.isArray(headers)) {
    return Object.fromEntries(new Headers(headers).entries());
  }
  return headers as Record<string, string>;
}

function abortError(): Error {
  return new DOMException('This operation was aborted', 'AbortError');
}
