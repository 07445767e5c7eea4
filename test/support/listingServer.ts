import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ListingAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it stands, anything else as JSON. */
  readonly body?: unknown;
}

/** One request as it came. */
export interface ListingRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

/** A service on loopback that answers every request as it is told, and remembers each. */
export interface ListingServer extends AsyncDisposable {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  readonly requests: readonly ListingRequest[];
}

export async function startListingServer(
  answer: (request: ListingRequest) => ListingAnswer,
): Promise<ListingServer> {
  const requests: ListingRequest[] = [];
  const server = createServer((incoming, response) => {
    const { method, url: path, headers } = incoming;
    const request = { method, path, headers };
    requests.push(request);
    const { status = 200, headers: more = {}, body = '' } = answer(request);
    const isText = typeof body === 'string';
    response.writeHead(status, {
      'content-type': isText ? 'text/html' : 'application/json',
      connection: 'close',
      ...more,
    });
    response.end(isText ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
