import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';

const fetch = makeNodeFetch();
let server: Server;
let origin = '';
let connections = 0;
let handle: RequestListener = () => undefined;

before(async () => {
  server = createServer((request, response) => {
    handle(request, response);
  });
  server.on('connection', (socket: Socket) => {
    connections += 1;
    socket.unref();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

describe('the fetch over node:http', () => {
  const packings = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
  for (const [encoding, pack] of Object.entries(packings)) {
    it(`unpacks ${encoding}, which it did not ask for`, async () => {
      handle = (request, response) => {
        assert.equal(request.headers['accept-encoding'], undefined);
        response.writeHead(200, { 'content-encoding': encoding });
        response.end(pack('wörld'));
      };
      assert.equal(await (await fetch(origin, { method: 'POST', body: '{}' })).text(), 'wörld');
    });
  }

  it('sends what it is given, with its length in bytes', async () => {
    let seen = '';
    handle = (request, response) => {
      request.on('data', (chunk: Buffer) => (seen += chunk.toString()));
      request.on('end', () => response.end(request.headers['content-length']));
    };
    const response = await fetch(`${origin}/x`, { method: 'POST', body: 'é🙂' });
    assert.deepEqual([await response.text(), seen], ['6', 'é🙂']);
  });

  it('gives a redirect as it is', async () => {
    handle = (_request, response) => {
      response.writeHead(307, { location: 'http://127.0.0.1:9/' });
      response.end();
    };
    const response = await fetch(origin, {});
    assert.deepEqual(
      [response.status, response.headers.get('location')],
      [307, 'http://127.0.0.1:9/'],
    );
  });

  it('keeps the connection when a reader leaves just before the end', async () => {
    handle = (_request, response) => {
      response.write('data: [DONE]\n\n');
      setTimeout(() => response.end(), 20);
    };
    const first = await fetch(origin, {});
    const reader = first.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await new Promise((resolve) => {
      setTimeout(resolve, 60);
    });
    const before = connections;
    handle = (_request, response) => response.end('next');
    assert.equal(await (await fetch(origin, {})).text(), 'next');
    assert.equal(connections, before);
  });

  it('rejects, and does not crash, at a status that is none', async () => {
    handle = (_request, response) => {
      response.socket?.end('HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n');
    };
    await assert.rejects(fetch(origin, {}), RangeError);
  });

  it('does not crash when a body breaks off that nobody reads', async () => {
    handle = (_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half');
      setTimeout(() => response.socket?.resetAndDestroy(), 10);
    };
    const response = await fetch(origin, {});
    await new Promise((resolve) => {
      setTimeout(resolve, 40);
    });
    await assert.rejects(response.text());
  });

  it('rejects at once where it is aborted already', async () => {
    await assert.rejects(fetch(origin, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  });

  it('reads no proxy from the environment', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { HTTP_PROXY: 'http://127.0.0.1:9', NODE_USE_ENV_PROXY: '1' });
    try {
      handle = (_request, response) => response.end('direct');
      assert.equal(await (await makeNodeFetch()(origin, {})).text(), 'direct');
    } finally {
      process.env = before;
    }
  });
});
