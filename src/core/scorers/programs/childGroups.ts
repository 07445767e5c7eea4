import { spawn, spawnSync, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import type { Writable } from 'node:stream';
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
 * Programs that run for a while, each in a process group of its own, so that it goes with all that it started. None of
 * them outlives this process: an orderly end kills them, and a watcher does where we are killed ourselves.
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
    const watcher = this.watcher();
    const child = spawn(program, args, {
      cwd,
      env,
      detached: this.platform !== 'win32',
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    if (child.pid === undefined) watcher?.stdin.end();
    else watcher?.stdin.write(`${child.pid}\n`);
    let complaint = '';
    const kill = (): void => {
      if (!this.live.delete(kill)) return;
      if (this.live.size === 0) process.off('exit', this.atExit);
      killGroup(child.pid, this.platform);
      killGroup(watcher?.pid, this.platform);
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

  /**
   * Holds a pipe to us, on which it hears of the group. When that closes, whatever ended us, it ends the group. It is
   * there before the group is: starting it takes longer than telling it.
   */
  private watcher(): ChildProcessByStdio<Writable, null, null> | undefined {
    if (this.platform === 'win32') return undefined;
    const script = 'read -r group || exit; cat >/dev/null; kill -9 "-$group"';
    const watcher = spawn('/bin/sh', ['-c', script], {
      detached: true,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    watcher.on('error', () => {});
    watcher.stdin.on('error', () => {});
    unref(watcher);
    return watcher;
  }
}

/** Whoever waits for an answer holds a timer. */
function unref(child: Pick<ChildProcess, 'unref' | 'stdin' | 'stdout' | 'stderr'>): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    if (stream !== null && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
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
