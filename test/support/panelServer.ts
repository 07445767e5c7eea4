import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = join(root, 'dist/webview');

const devScript = 'main.js';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

export interface PanelServer {
  readonly origin: string;
  close(): void;
}

/** Serves the page of the panel as it was built, with a host that is made up. */
export async function servePanel(port: number = 0): Promise<PanelServer> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'webview/dev/main.ts')],
    // In memory: several of these may be made at once.
    write: false,
    bundle: true,
    format: 'iife',
    target: 'es2024',
    logLevel: 'warning',
  });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = fileOf(normalize(pathname));
    const bytesOf = file === devScript ? Promise.resolve(outputFiles[0]?.contents) : readFile(file);
    bytesOf.then(
      (bytes) => {
        response.writeHead(200, {
          'content-type': types[extname(file)] ?? 'application/octet-stream',
          'cache-control': 'no-store',
        });
        response.end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: chosen } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${chosen}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function fileOf(path: string): string {
  if (path === '/' || path === '/index.html') return join(root, 'webview/index.html');
  if (path === '/dev/vscode.css') return join(root, 'webview/dev/vscode.css');
  if (path === '/dev/main.js') return devScript;
  return join(built, path);
}
