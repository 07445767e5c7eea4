import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { temporaryFolder } from './temporaryFolder.ts';

/** A real Redis that is reached through a socket in a folder of its own; it goes with the scope. */
export interface RedisServer extends AsyncDisposable {
  /** As `--queue` takes it. */
  readonly address: string;
}

/** Throws where the program `redis-server` is not on this machine. */
export async function startRedis(): Promise<RedisServer> {
  const folder = await temporaryFolder();
  const socket = join(folder.path, 'redis.sock');
  const args = ['--port', '0', '--unixsocket', socket, '--dir', folder.path, '--save', ''];
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.once('error', reject);
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      said += text;
      if (/ready to accept connections/i.test(said)) resolve();
    });
    void ended.then(() => {
      reject(new Error(`redis-server ended: ${said}`));
    });
  });
  return {
    address: `unix://${socket}`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}
