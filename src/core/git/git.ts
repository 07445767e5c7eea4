import { execFile, spawn } from 'node:child_process';
import { devNull } from 'node:os';
import type { Files } from '../ports.ts';
import { searchPath, type Environment } from '../scorers/programs/childEnvironment.ts';
import { findProgram } from '../scorers/programs/findProgram.ts';

/** What the program that holds the engine says of itself and its user; nothing in it is the project's. */
export interface GitSetup {
  /** The real disk: where the program `git` is looked for. */
  readonly disk: Files;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** How long one question to git may take; absent: 30 s. */
  readonly timeoutMs?: number;
}

/** Questions to the program `git` about one folder. It reads objects and refs only: nothing that a repository configures is run. */
export interface Git {
  /** What it prints. Rejects only with `GitError`. */
  text(args: readonly string[], signal?: AbortSignal): Promise<string>;
  /** The same in pieces, for what may be large. */
  bytes(args: readonly string[], signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** `no-git`: there is no such program. `refused`: it ended with an error. */
export type GitErrorCode = 'no-git' | 'refused' | 'timeout' | 'too-much' | 'cancelled';

export class GitError extends Error {
  readonly code: GitErrorCode;
  /** What git ended with. */
  readonly status: number | undefined;

  constructor(code: GitErrorCode, message: string, status?: number) {
    super(message);
    this.name = 'GitError';
    this.code = code;
    this.status = status;
  }
}

const usualTimeoutMs = 30_000;
const mostText = 64 * 1024 * 1024;

/** `folder`: absolute, where git is asked. Rejects with `GitError` where there is no git. */
export async function openGit(setup: GitSetup, folder: string): Promise<Git> {
  const { disk, env, platform, timeoutMs = usualTimeoutMs } = setup;
  const program = await findProgram(disk, 'git', env, platform);
  if (program === undefined) {
    throw new GitError('no-git', 'There is no program "git" on this machine.');
  }
  const place = { cwd: folder, env: gitEnvironment(env, platform), windowsHide: true };
  return {
    text: (args, signal) =>
      new Promise((hear, refuse) => {
        const options = { ...place, maxBuffer: mostText, timeout: timeoutMs };
        execFile(
          program,
          [...harmless, ...args],
          { ...options, ...(signal === undefined ? {} : { signal }) },
          (error, stdout, stderr) => {
            if (error === null) hear(stdout);
            else refuse(gitErrorOf(error, stderr, signal));
          },
        );
      }),
    async *bytes(args, signal) {
      const child = spawn(program, [...harmless, ...args], {
        ...place,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: timeoutMs,
        ...(signal === undefined ? {} : { signal }),
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        if (said.length < 4000) said += text;
      });
      const ended = new Promise<GitError | undefined>((hear) => {
        child.once('error', (error) => hear(gitErrorOf(error, said, signal)));
        child.once('close', (status, killed) => {
          if (status === 0) hear(undefined);
          else hear(gitErrorOf({ code: status, killed: killed !== null }, said, signal));
        });
      });
      try {
        for await (const piece of child.stdout) yield piece as Uint8Array;
        const error = await ended;
        if (error !== undefined) throw error;
      } finally {
        child.kill();
      }
    },
  };
}

/** Over whatever a repository configures: no program of its choice is started, no remote is asked. */
const harmless: readonly string[] = [
  '--no-pager',
  '--no-optional-locks',
  '--no-replace-objects',
  '--literal-pathspecs',
  ...[
    'core.fsmonitor=false',
    `core.hooksPath=${devNull}`,
    `core.attributesFile=${devNull}`,
    'core.alternateRefsCommand=',
    'core.sshCommand=false',
    'core.quotePath=false',
    'credential.helper=',
    'diff.external=',
    'protocol.allow=never',
    'gc.auto=0',
    'maintenance.auto=false',
    'log.showSignature=false',
    'safe.bareRepository=explicit',
  ].flatMap((setting) => ['-c', setting]),
];

/** No variable of git's comes through: each could name another repository, another configuration or a program. */
function gitEnvironment(env: Environment, platform: NodeJS.Platform): Record<string, string> {
  const found: Record<string, string> = {
    PATH: searchPath(env, platform).join(platform === 'win32' ? ';' : ':'),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    // A clone without its objects would otherwise fetch them through programs that its configuration names.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_ASKPASS: '',
  };
  // The user's own configuration says which folders of others are safe.
  for (const name of ['HOME', 'USERPROFILE', 'XDG_CONFIG_HOME', 'SystemRoot', 'TMPDIR', 'TEMP']) {
    const value = env[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function gitErrorOf(
  error: { readonly code?: string | number | null; readonly killed?: boolean; message?: string },
  stderr: string,
  signal: AbortSignal | undefined,
): GitError {
  if (signal?.aborted === true) return new GitError('cancelled', 'git was stopped.');
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    return new GitError('too-much', 'git said more than can be read.');
  }
  if (error.killed === true) return new GitError('timeout', 'git took too long to answer.');
  const said = stderr.trim().split('\n')[0] ?? '';
  const status = typeof error.code === 'number' ? error.code : undefined;
  return new GitError('refused', said === '' ? (error.message ?? 'git failed') : said, status);
}
