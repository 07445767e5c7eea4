import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { AnswerLines } from './answerLines.ts';

export interface ChildStart {
  /** Absolute. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface ChildEars {
  /** A line of its output; `undefined`: one that is too long. */
  readonly line: (line: string | undefined) => void;
  /** Called once, when it is gone or cannot be talked to. `how`: `it ended with code 1`. */
  readonly gone: (how: string) => void;
}

/** A program at work, with every process that it starts. */
export interface Child {
  write(line: string): void;
  /** The end of what it wrote to stderr. */
  complaint(): string;
  /** Ends it and all of its group, at once and for good. */
  kill(): void;
}

const longestComplaint = 2000;

/**
 * The shell that becomes the program leaves one of its kind behind, in the same group, which holds a pipe to us. When
 * that closes, whatever ended us and however early, it ends the group. The shell adds nothing to the environment.
 */
const guarded =
  '(cat <&3; kill -9 "-$$") >/dev/null 2>&1 & unset PWD OLDPWD SHLVL; exec "$0" "$@" 3<&-';

/**
 * Programs that run for a while, each in a process group of its own, so that it goes with all that it started. None of
 * them outlives this process: an orderly end kills them, and their guard does where we are killed ourselves.
 */
export class ChildGroups {
  private readonly platform: NodeJS.Platform;
  private readonly live = new Set<() => void>();
  private readonly atExit = (): void => {
    this.killAll();
  };

  constructor(platform: NodeJS.Platform) {
    this.platform = platform;
  }

  start({ program, args, cwd, env }: ChildStart, ears: ChildEars): Child {
    const isGuarded = this.platform !== 'win32';
    const [file, given] = isGuarded
      ? ['/bin/sh', ['-c', guarded, program, ...args]]
      : [program, args];
    const child = spawn(file, given, {
      cwd,
      env,
      detached: isGuarded,
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe', isGuarded ? 'pipe' : 'ignore'],
    }) as ChildProcessWithoutNullStreams;
    const guard = child.stdio[3];
    let complaint = '';
    const kill = (): void => {
      if (!this.live.delete(kill)) return;
      if (this.live.size === 0) process.off('exit', this.atExit);
      killGroup(child.pid, this.platform);
      guard?.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
      child.stdin.destroy();
    };
    if (this.live.size === 0) process.on('exit', this.atExit);
    this.live.add(kill);
    let isGone = false;
    const gone = (how: string): void => {
      if (isGone) return;
      isGone = true;
      ears.gone(how);
    };
    const lines = new AnswerLines();
    child.stdout.on('data', (bytes: Buffer) => {
      lines.take(bytes, ears.line);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-longestComplaint);
    });
    // Writing to a program that reads no more.
    child.stdin.on('error', () => {
      gone('it closed its input');
    });
    guard?.on('error', () => {});
    child.on('error', ({ message }) => {
      gone(`it could not be started: ${message}`);
    });
    child.on('exit', (code, signal) => {
      // What it leaves behind would hold its streams open.
      killGroup(child.pid, this.platform);
      child.once('close', () => {
        gone(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`);
        kill();
      });
    });
    unref(child);
    return {
      write: (line) => void child.stdin.write(`${line}\n`),
      complaint: () => complaint,
      kill,
    };
  }

  killAll(): void {
    for (const kill of this.live) kill();
  }
}

/** Whoever waits for an answer holds a timer. */
function unref(child: ChildProcessWithoutNullStreams): void {
  child.unref();
  for (const stream of child.stdio) {
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
  }
}

function killGroup(pid: number | undefined, platform: NodeJS.Platform): void {
  if (pid === undefined) return;
  if (platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}
