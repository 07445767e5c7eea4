import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '#support/temporaryFolder.ts';

/** A real MLflow server on loopback, with its store in a folder that goes with it. */
export interface MlflowServer extends AsyncDisposable {
  readonly address: string;
  stop(): Promise<void>;
  /** At the same address, over the same store. */
  start(): Promise<void>;
}

export const python: string = process.env['MLFLOW_PYTHON'] ?? '';

export async function startMlflow(): Promise<MlflowServer> {
  if (python === '') throw new Error('Start these tests with "npm run test:mlflow".');
  const folder = await temporaryFolder();
  let running = await startProcess(folder.path, 0);
  const { address } = running;
  return {
    address,
    stop: () => running.stop(),
    async start() {
      running = await startProcess(folder.path, Number(new URL(address).port));
    },
    async [Symbol.asyncDispose]() {
      await running.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function startProcess(folder: string, port: number) {
  const script = join(import.meta.dirname, 'serve.py');
  const child = spawn(python, [script, folder, String(port)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let errors = '';
  child.stderr.on('data', (some: Buffer) => {
    errors = (errors + some.toString()).slice(-4000);
  });
  let said = '';
  const address = await new Promise<string>((hear, refuse) => {
    child.stdout.on('data', (some: Buffer) => {
      said += some.toString();
      const found = /^\{"address": "(http:\/\/127\.0\.0\.1:\d+)"\}$/m.exec(said)?.[1];
      if (found !== undefined) hear(found);
    });
    void ended.then(() => {
      refuse(new Error(`MLflow did not start:\n${errors}`));
    });
  });
  return {
    address,
    async stop() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** What a door does with a request before the server sees it, or after. */
export interface Door extends AsyncDisposable {
  readonly address: string;
  readonly seen: readonly {
    readonly method: string;
    readonly path: string;
    readonly authorization: string | undefined;
  }[];
}

export type Doorman = (
  request: IncomingMessage,
  answer: ServerResponse,
  place: number,
) => 'pass' | 'answered' | 'lose-answer';

/** Stands before a server. `answered`: the doorman has; `lose-answer`: the server does it, and the connection breaks. */
export async function openDoor(behind: string, doorman: Doorman): Promise<Door> {
  const seen: { method: string; path: string; authorization: string | undefined }[] = [];
  const server = createServer((request, answer) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, path: url, authorization: headers.authorization });
    const verdict = doorman(request, answer, seen.length);
    if (verdict === 'answered') return;
    const target = new URL(url, behind);
    const onward = httpRequest(
      target,
      { method, headers: { ...headers, host: target.host } },
      (reply) => {
        if (verdict === 'lose-answer') {
          reply.resume();
          reply.once('end', () => request.socket.destroy());
          return;
        }
        answer.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(answer);
      },
    );
    onward.on('error', () => request.socket.destroy());
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
