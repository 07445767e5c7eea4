/** One llama.cpp server process a model, each on a free loopback port. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Fetched } from './fetch.mts';
import { LocalModelError, type LocalModel } from './parts.mts';

export interface RunningModel {
  readonly model: LocalModel;
  readonly address: string;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const graceMs = 3_000;

/** Starts one model and waits until it can answer. */
export async function startModel(
  model: LocalModel,
  fetched: Fetched,
  cache: string,
): Promise<RunningModel> {
  const log = join(cache, 'logs', `${model.id}.log`);
  await mkdir(join(cache, 'logs'), { recursive: true });
  const script = join(import.meta.dirname, 'serve.py');
  const args = ['-u', script, fetched.fileOf(model), model.id, model.chatTemplate];
  const child = spawn(fetched.python, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stderr.pipe(createWriteStream(log));
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = (): Promise<void> => stopChild(child, ended);
  const address = await Promise.race([addressOf(child), ended]);
  if (address === undefined) {
    throw new LocalModelError(`${model.id} did not start. The end of ${log}:\n${await tail(log)}`);
  }
  return { model, address, ended, stop };
}

/** The first line of output that is JSON; llama.cpp may print others before it. */
async function addressOf(child: Child): Promise<string | undefined> {
  let seen = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    seen += String(chunk);
    const found = /^\{"address": "(http:\/\/127\.0\.0\.1:\d+)"\}$/mu.exec(seen)?.[1];
    if (found !== undefined) {
      child.stdout.resume();
      return found;
    }
  }
  return undefined;
}

/** Closing its input ends a healthy process; one that hangs is killed. */
async function stopChild(child: Child, ended: Promise<void>): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  child.stdin.end();
  await ended;
  clearTimeout(timer);
}

async function tail(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-8).join('\n');
}
