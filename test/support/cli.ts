import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { catalogueText } from './project.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** The built program; `npm run build` makes it. */
export const program: string = resolve(import.meta.dirname, '../../dist/assay.cjs');

export interface CliPlace {
  readonly cwd: string;
  /** The whole environment: nothing of the one that the tests run in comes through. */
  readonly env: Readonly<Record<string, string>>;
}

export interface CliEnd {
  /** `null`: a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** A program at work. It is killed where the scope ends before it does. */
export interface RunningCli extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly ended: Promise<CliEnd>;
  /** What it has written until now. */
  stdout(): string;
  stderr(): string;
  /** Resolves once the text is there; rejects where the program ends without it. */
  said(stream: 'stdout' | 'stderr', wanted: string | RegExp): Promise<void>;
}

/** Runs the program to its end. */
export function runCli(args: readonly string[], place: CliPlace): Promise<CliEnd> {
  return startCli(args, place).ended;
}

/** The same for who wants to send signals meanwhile. */
export function startCli(args: readonly string[], { cwd, env }: CliPlace): RunningCli {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8');
    child[stream].on('data', (text: string) => {
      written[stream] += text;
    });
  }
  const ended = once(child, 'close').then(([code]): CliEnd => ({
    ...written,
    code: code as number | null,
    ms: performance.now() - startedAt,
  }));
  return {
    child,
    ended,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    said: (stream, wanted) =>
      new Promise((hear, refuse) => {
        const isThere = (): boolean =>
          typeof wanted === 'string'
            ? written[stream].includes(wanted)
            : wanted.test(written[stream]);
        const look = (): void => {
          if (!isThere()) return;
          child[stream].off('data', look);
          hear();
        };
        child[stream].on('data', look);
        look();
        void ended.then((end) => {
          if (!isThere()) refuse(new Error(`ended without ${wanted}: ${JSON.stringify(end)}`));
        });
      }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A project and a home of its own, for the program alone. */
export interface CliProject extends CliPlace, AsyncDisposable {
  /** Holds everything: project, home, configuration, cache. */
  readonly everything: string;
  readonly config: string;
  write(file: string, text: string | Uint8Array): Promise<string>;
  run(...args: string[]): Promise<CliEnd>;
  start(...args: string[]): RunningCli;
  /** Ids of the runs, oldest first. */
  runs(): Promise<readonly string[]>;
}

export interface CliProjectOptions {
  readonly baseUrl: string;
  /** Relative path → text, beside the usual catalogue. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly key?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function makeCliProject(options: CliProjectOptions): Promise<CliProject> {
  const folder = await temporaryFolder();
  const cwd = join(folder.path, 'project');
  const config = join(folder.path, 'config.yml');
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: join(folder.path, 'home'),
    XDG_CONFIG_HOME: join(folder.path, 'home/config'),
    XDG_CACHE_HOME: join(folder.path, 'home/cache'),
    TMPDIR: join(folder.path, 'tmp'),
    ASSAY_CONFIG: config,
    MOCK_KEY: options.key ?? 'key-of-the-mock-provider',
    ...options.env,
  };
  await mkdir(env.HOME, { recursive: true });
  await mkdir(env.TMPDIR, { recursive: true });
  await writeFile(config, configText(options.baseUrl));
  const write = async (file: string, text: string | Uint8Array): Promise<string> => {
    const path = join(cwd, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  };
  await write('assay.models.yml', catalogueText);
  for (const [file, text] of Object.entries(options.files ?? {})) await write(file, text);
  const place = { cwd, env };
  return {
    ...place,
    everything: folder.path,
    config,
    write,
    run: (...args) => runCli(args, place),
    start: (...args) => startCli(args, place),
    async runs() {
      const names: string[] = await readdir(join(cwd, '.assay/runs')).catch(() => []);
      return names.toSorted();
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function configText(baseUrl: string): string {
  return `providers:
  mock: { kind: compatible, baseUrl: "${baseUrl}", key: { env: MOCK_KEY } }
  other: { kind: compatible, baseUrl: "${baseUrl}", key: { env: MOCK_KEY } }
`;
}

/** The command that the program printed after these words, as words. */
export function printedCommand(text: string, after: string): readonly string[] {
  const line = text.split('\n').find((one) => one.includes(after));
  const [name, ...args] =
    line
      ?.slice(line.indexOf(after) + after.length)
      .trim()
      .split(' ') ?? [];
  if (name !== 'assay') throw new Error(`no command after '${after}' in ${text}`);
  return args;
}
