import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { version } from '../../version.ts';
import { faultText } from '../faultText.ts';
import type { SqlJob, SqlMessage, SqlOutcome, SqlWorkerData } from './sqlJob.ts';

/**
 * Runs jobs one after another in a thread of its own, which ends where a query takes too long, and after a while without
 * work. Keeps no process alive that has nothing else to do.
 */
export class SqlRunner {
  private readonly timeoutMs: number;
  private worker: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  /** Never rejects. */
  run(job: SqlJob): Promise<SqlOutcome> {
    const outcome = this.turn.then(() => this.runNow(job));
    this.turn = outcome;
    return outcome;
  }

  private async runNow(job: SqlJob): Promise<SqlOutcome> {
    clearTimeout(this.idle);
    try {
      const isNew = this.worker === undefined;
      const worker = this.worker ?? this.start();
      worker.ref();
      const outcome = await this.converse(worker, job, isNew);
      if (this.worker === undefined) return outcome;
      worker.unref();
      this.idle = setTimeout(() => this.end(), idleMs).unref();
      return outcome;
    } catch (fault) {
      this.end();
      return { kind: 'broken', why: `SQLite does not start: ${faultText(fault)}` };
    }
  }

  private start(): Worker {
    const worker = startWorker();
    this.worker = worker;
    // What goes wrong between two jobs concerns nobody; the next one gets a new thread.
    const forget = (): void => {
      if (this.worker === worker) this.worker = undefined;
    };
    return worker.on('error', forget).on('exit', forget);
  }

  private end(): void {
    void this.worker?.terminate();
    this.worker = undefined;
  }

  /** Sends the job as soon as the worker is ready. Each of starting, the right query and the reply's has the whole time. */
  private converse(worker: Worker, job: SqlJob, isNew: boolean): Promise<SqlOutcome> {
    return new Promise((resolve, reject) => {
      let late: SqlOutcome = { kind: 'broken', why: 'SQLite does not start in time' };
      let timer: NodeJS.Timeout | undefined;
      const finish = (outcome: SqlOutcome): void => {
        clearTimeout(timer);
        worker.off('message', hear).off('error', fail).off('exit', exit);
        resolve(outcome);
      };
      const allow = (ms: number, otherwise: SqlOutcome): void => {
        clearTimeout(timer);
        late = otherwise;
        timer = setTimeout(() => {
          this.end();
          finish(late);
        }, ms);
      };
      const send = (): void => {
        allow(this.timeoutMs, tooLong('broken', 'the expected query', this.timeoutMs));
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
        worker.postMessage(job);
      };
      const hear = (message: SqlMessage): void => {
        if (message === 'ready') send();
        else if (message === 'gold-done') {
          allow(this.timeoutMs, tooLong('refused', 'the query', this.timeoutMs));
        } else finish(message);
      };
      const fail = (fault: unknown): void => {
        clearTimeout(timer);
        reject(fault instanceof Error ? fault : new Error(String(fault)));
      };
      const exit = (): void => fail(new Error('its thread ended'));
      worker.on('message', hear).on('error', fail).on('exit', exit);
      if (isNew) allow(startMs, late);
      else send();
    });
  }
}

const idleMs = 10_000;
const startMs = 30_000;

function tooLong(kind: 'broken' | 'refused', what: string, ms: number): SqlOutcome {
  return { kind, why: `${what} did not end within ${ms / 1000} s` };
}

/** Built programs have the worker and SQLite beside them. */
function startWorker(): Worker {
  const folder = import.meta.dirname;
  const isBuilt = version !== 'unbundled';
  const wasm = isBuilt
    ? join(folder, 'sql-wasm.wasm')
    : createRequire(import.meta.filename).resolve('sql.js/dist/sql-wasm.wasm');
  const data: SqlWorkerData = { wasm, mostBytes: 256 * 1024 * 1024, mostRows: 10_000 };
  return new Worker(join(folder, isBuilt ? 'sqlWorker.cjs' : 'sqlWorker.ts'), {
    workerData: data,
    env: {},
    stdin: false,
  });
}
