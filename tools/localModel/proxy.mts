/** One OpenAI-compatible endpoint over all models: sends each request to the model it names. */
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { LocalModelError } from './parts.mts';

const host = '127.0.0.1';
const json = 'application/json';
const largestBody = 10_000_000;

/** Listens on loopback only. `addresses` maps a model's id to the origin of its server. */
export function openProxy(addresses: ReadonlyMap<string, string>, port: number): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, addresses).catch((error: unknown) => {
      if (outgoing.headersSent) outgoing.destroy();
      else refuse(outgoing, 502, error instanceof Error ? error.message : String(error));
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new LocalModelError(listenFailure(error, port))));
    server.listen(port, host, () => resolve(server));
  });
}

function listenFailure(error: NodeJS.ErrnoException, port: number): string {
  return error.code === 'EADDRINUSE'
    ? `Port ${port} is taken. End the program that uses it, or choose another with --port.`
    : `Port ${port} cannot be used: ${error.message}`;
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  addresses: ReadonlyMap<string, string>,
): Promise<void> {
  const path = incoming.url ?? '/';
  // A page in a browser sends an origin, and has no business here.
  if (incoming.headers.origin !== undefined)
    return refuse(outgoing, 403, 'Requests from web pages are refused.');
  if (incoming.method === 'GET' && path === '/health')
    return sendJson(outgoing, 200, { status: 'ok' });
  if (incoming.method === 'GET' && path === '/v1/models')
    return sendJson(outgoing, 200, listing(addresses));
  if (incoming.method !== 'POST' || !path.startsWith('/v1/'))
    return refuse(outgoing, 404, `Nothing is served at ${path}.`);
  const body = await readBody(incoming);
  if (body === undefined)
    return refuse(outgoing, 413, `The body is longer than ${largestBody} bytes.`);
  const address = addresses.get(modelOf(body) ?? '');
  if (address === undefined) return refuse(outgoing, 404, unknownModel(addresses));
  await forward(new URL(path, address), body, outgoing);
}

function unknownModel(addresses: ReadonlyMap<string, string>): string {
  return `Name one of these as "model": ${[...addresses.keys()].join(', ')}.`;
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function modelOf(body: Buffer): string | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value !== 'object' || value === null || !('model' in value)) return undefined;
    return typeof value.model === 'string' ? value.model : undefined;
  } catch {
    return undefined;
  }
}

/** A client that goes away ends the request behind it too, and so the model's work. */
function forward(url: URL, body: Buffer, outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': json, 'content-length': body.length };
    const inner = httpRequest(url, { method: 'POST', headers, agent: false }, (reply) => {
      const type = reply.headers['content-type'] ?? json;
      outgoing.writeHead(reply.statusCode ?? 502, { 'content-type': type });
      reply.pipe(outgoing);
      reply.once('error', reject);
    });
    inner.once('error', (error) => (outgoing.destroyed ? resolve() : reject(error)));
    outgoing.once('close', () => {
      inner.destroy();
      resolve();
    });
    inner.end(body);
  });
}

function listing(addresses: ReadonlyMap<string, string>): unknown {
  return {
    object: 'list',
    data: [...addresses.keys()].map((id) => ({ id, object: 'model', owned_by: 'local' })),
  };
}

/** The shape that OpenAI's clients expect of an error. */
function refuse(outgoing: ServerResponse, status: number, message: string): void {
  sendJson(outgoing, status, { error: { message, type: 'invalid_request_error', code: status } });
}

function sendJson(outgoing: ServerResponse, status: number, value: unknown): void {
  outgoing.writeHead(status, { 'content-type': json });
  outgoing.end(JSON.stringify(value));
}
