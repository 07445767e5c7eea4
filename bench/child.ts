import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '#support/temporaryFolder.ts';

/** What one process took, from its start to its end. */
export interface Usage {
  readonly wallMs: number;
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  readonly peakBytes: number;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const probe = new URL('probe.mjs', import.meta.url).href;

/** The absolute path of a file beside this one. */
export function benchFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** Runs a Node program to its end. Rejects where it does not end with exit code 0. */
export async function measure(args: readonly string[], options: ChildOptions = {}): Promise<Usage> {
  await using folder = await temporaryFolder();
  const usageFile = join(folder.path, 'usage.json');
  const env = { ...options.env, ASSAY_BENCH_USAGE: usageFile };
  const wallMs = await time(['--import', probe, ...args], { ...options, env });
  const used = JSON.parse(await readFile(usageFile, 'utf8')) as Omit<Usage, 'wallMs'>;
  return { wallMs, ...used };
}

/** Milliseconds from the start of a Node program to its end, with nothing added to it. */
export function time(args: readonly string[], options: ChildOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: options.cwd,
      env: { PATH: process.env['PATH'], ...options.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (piece: Buffer) => {
      complaint = `${complaint}${String(piece)}`.slice(-2000);
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve(performance.now() - startedAt);
      else reject(new Error(`${args.join(' ')} ended with ${code}: ${complaint}`));
    });
  });
}
