import { Worker } from 'node:worker_threads';
import type { Clock } from '../../ports.ts';
import type { ScriptJob, ScriptOutcome } from './sandbox.ts';
import type { ScriptMessage } from './scriptWorker.ts';
import { workerFile } from './workerFile.ts';

export type PoolOutcome = ScriptOutcome | { readonly kind: 'broken'; readonly why: string };

interface Waiting {
  readonly job: ScriptJob;
  readonly done: (outcome: PoolOutcome) => void;
}

/** Threads for scripts: never more than `size`, each with one job at a time, made when they are needed. */
export class ScriptPool {
  private readonly clock: Clock;
  private readonly size: number;
  private readonly threads = new Set<ScriptThread>();
  private readonly waiting: Waiting[] = [];
  private isClosed = false;

  constructor(clock: Clock, size: number) {
    this.clock = clock;
    this.size = size;
  }

  /** Never rejects. */
  run(job: ScriptJob): Promise<PoolOutcome> {
    if (this.isClosed) return Promise.resolve(ended);
    return new Promise((done) => {
      this.waiting.push({ job, done });
      this.pump();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const { done } of this.waiting.splice(0)) done(ended);
    await Promise.all(Array.from(this.threads, (thread) => thread.end(ended)));
  }

  private pump(): void {
    const next = this.waiting[0];
    if (next === undefined || this.isClosed) return;
    const thread = [...this.threads].find((one) => !one.isBusy) ?? this.grow();
    if (thread === undefined) return;
    this.waiting.shift();
    void thread.run(next.job).then((outcome) => {
      if (thread.isOver) this.threads.delete(thread);
      next.done(outcome);
      this.pump();
    });
  }

  private grow(): ScriptThread | undefined {
    if (this.threads.size >= this.size) return undefined;
    const thread = new ScriptThread(this.clock);
    this.threads.add(thread);
    return thread;
  }
}

/** The sandbox stops a script by itself; only where it cannot, the thread is ended from outside. */
const graceMs = 500;
const startMs = 20_000;

/** One thread with one job at a time. */
class ScriptThread {
  isBusy = false;
  isOver = false;
  private readonly clock: Clock;
  private readonly worker: Worker;
  private isReady = false;
  private job: ScriptJob | undefined;
  private done: ((outcome: PoolOutcome) => void) | undefined;
  private cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
    this.worker = new Worker(workerFile(), {
      env: {},
      execArgv: [],
      // An interpreter that breaks says so on its own; the outcome tells what counts.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
    });
    this.worker.stdout.resume();
    this.worker.stderr.resume();
    this.worker.on('message', (message: ScriptMessage) => {
      this.hear(message);
    });
    const lost = (): void => {
      void this.end({ kind: 'broken', why: 'the sandbox broke' });
    };
    this.worker.on('error', lost);
    this.worker.on('exit', lost);
    // A job that is under way is waited for by its timer.
    this.worker.unref();
  }

  run(job: ScriptJob): Promise<PoolOutcome> {
    this.isBusy = true;
    return new Promise((done) => {
      this.job = job;
      this.done = done;
      if (this.isReady) this.send(job);
      else this.endAfter(startMs, { kind: 'broken', why: 'the sandbox did not start' });
    });
  }

  /** Ends the thread; a job that is under way comes to this outcome. */
  async end(outcome: PoolOutcome): Promise<void> {
    this.isOver = true;
    this.finish(outcome);
    await this.worker.terminate();
  }

  private hear(message: ScriptMessage): void {
    if (message === 'ready') {
      this.isReady = true;
      if (this.job !== undefined) this.send(this.job);
    } else if (message.isSpent === true) void this.end(message);
    else this.finish(message);
  }

  private send(job: ScriptJob): void {
    this.endAfter(job.timeoutMs + graceMs, { kind: 'late' });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    this.worker.postMessage(job);
  }

  private finish(outcome: PoolOutcome): void {
    this.cancelTimer?.();
    this.isBusy = false;
    this.job = undefined;
    this.done?.(outcome);
    this.done = undefined;
  }

  private endAfter(ms: number, outcome: PoolOutcome): void {
    this.cancelTimer?.();
    this.cancelTimer = this.clock.timer(ms, () => void this.end(outcome));
  }
}

const ended: PoolOutcome = { kind: 'broken', why: 'the run ended before it was measured' };
