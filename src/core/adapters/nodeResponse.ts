import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** A longer text is refused: no reply is, and a server must not fill the memory. */
const longestText = 64 * 1024 * 1024;

/** How long the rest of an answer may take that nobody reads. */
const graceMs = 1000;

/**
 * An answer of `node:http` as the standard's `Response`. `text` and `json` read it directly; everything
 * else goes through a standard `Response`, which is only made when it is asked for.
 */
export class NodeResponse implements Response {
  readonly status: number;
  readonly headers: Headers;
  readonly redirected = false;
  readonly type = 'basic';
  readonly url = '';
  private readonly incoming: IncomingMessage;
  private standard: Response | undefined;
  private isRead = false;

  /** Throws `RangeError` or `TypeError` for a status or a header that no `Response` can have. */
  constructor(incoming: IncomingMessage) {
    const { rawHeaders, statusCode = 0 } = incoming;
    if (statusCode < 200 || statusCode > 599) throw new RangeError(`status ${statusCode}`);
    this.incoming = incoming;
    this.status = statusCode;
    this.headers = new Headers();
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      this.headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
    }
    // Such an answer has no body; whatever comes all the same is not looked at.
    if (this.hasNoBody) incoming.resume();
  }

  get ok(): boolean {
    return this.status < 300;
  }

  get statusText(): string {
    return this.incoming.statusMessage ?? '';
  }

  get body(): Response['body'] {
    return this.whole().body;
  }

  get bodyUsed(): boolean {
    return this.isRead || (this.standard?.bodyUsed ?? false);
  }

  text(): Promise<string> {
    if (this.standard !== undefined || this.isRead || this.hasNoBody) return this.whole().text();
    this.isRead = true;
    return readText(this.incoming);
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.whole().arrayBuffer();
  }

  blob(): ReturnType<Response['blob']> {
    return this.whole().blob();
  }

  formData(): ReturnType<Response['formData']> {
    return this.whole().formData();
  }

  clone(): Response {
    return this.whole().clone();
  }

  private get hasNoBody(): boolean {
    return this.status === 204 || this.status === 205 || this.status === 304;
  }

  private whole(): Response {
    if (this.isRead) throw new TypeError('The body was read already.');
    const { status, headers } = this;
    this.standard ??= new Response(this.hasNoBody ? null : streamOf(this.incoming), {
      status,
      headers,
    });
    return this.standard;
  }
}

function readText(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const early = brokenOff(incoming);
    if (early !== undefined) {
      reject(early);
      return;
    }
    const source = decoded(incoming);
    let text = '';
    source.setEncoding('utf8');
    source.on('data', (piece: string) => {
      text += piece;
      if (text.length > longestText) {
        incoming.destroy(new RangeError(`An answer of more than ${longestText} characters.`));
      }
    });
    source.on('end', () => {
      resolve(text);
    });
    source.on('error', reject);
    incoming.on('error', reject);
  });
}

function streamOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  const source = decoded(incoming);
  let ended = false;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const fail = (error: Error): void => {
          if (ended) return;
          ended = true;
          controller.error(error);
        };
        const early = brokenOff(incoming);
        if (early !== undefined) {
          fail(early);
          return;
        }
        source.on('data', (chunk: Buffer) => {
          if (ended) return;
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) source.pause();
        });
        source.on('end', () => {
          if (ended) return;
          ended = true;
          controller.close();
        });
        source.on('error', fail);
        incoming.on('error', fail);
      },
      pull() {
        source.resume();
      },
      cancel() {
        ended = true;
        // Readers leave after the last event; the bytes that end the answer follow, and the connection is worth keeping.
        source.resume();
        const timer = setTimeout(() => incoming.destroy(), graceMs).unref();
        incoming.on('close', () => {
          clearTimeout(timer);
        });
      },
    },
    { highWaterMark: 32 },
  );
}

/** What ended an answer before anybody read it: no event tells of it again. */
function brokenOff(incoming: IncomingMessage): Error | undefined {
  if (!incoming.destroyed || incoming.readableEnded) return undefined;
  return incoming.errored ?? new Error('The answer broke off.');
}

function decoded(incoming: IncomingMessage): Readable {
  const encoding = incoming.headers['content-encoding'] ?? '';
  switch (encoding.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return incoming.pipe(createGunzip());
    case 'deflate':
      return incoming.pipe(createInflate());
    case 'br':
      return incoming.pipe(createBrotliDecompress());
    default:
      return incoming;
  }
}
