import type { ModelLayer, ModelRequest } from '../model.ts';
import { ModelError } from '../modelError.ts';
import { cancelledBeforeSending, type AbortFan } from './abortFan.ts';
import type { Account, Attempt, Lane, LaneEntry } from './account.ts';
import { AdaptiveLimit } from './concurrency.ts';
import type { TokenEstimate } from './estimate.ts';
import { WaitingLine } from './waitingLine.ts';

/** Lets requests of one model through when its account, its rates and its pool have room. */
export function gated(pool: Pool, entry: LaneEntry, estimate: TokenEstimate): ModelLayer {
  const queue = pool.open(entry);
  const tokensOf = (request: ModelRequest): number =>
    queue.lane.tokens === undefined ? 0 : estimate(request) + (request.parameters.maxTokens ?? 0);
  return (inner) => ({
    id: inner.id,
    async reply(request, call) {
      const tokens = tokensOf(request);
      const stopping = call.stopping ?? call.signal;
      let attempt = pool.tryEnter(queue, call, tokens, stopping);
      for (;;) {
        attempt ??= await pool.wait(queue, call, tokens, stopping);
        try {
          const reply = await inner.reply(request, call);
          const used = reply.usage && reply.usage.inputTokens + reply.usage.outputTokens;
          pool.succeeded(queue, attempt, used);
          return reply;
        } catch (error) {
          const failure = pool.failed(queue, attempt, knownError(error));
          if (failure !== undefined) throw failure;
          attempt = undefined;
        }
      }
    },
  });
}

interface Waiter {
  /** Order of arrival over all models of the pool. */
  readonly ticket: number;
  readonly call: unknown;
  readonly tokens: number;
  readonly go: (attempt: Attempt) => void;
  readonly refuse: (error: ModelError) => void;
}

/** Calls of one model that wait for their turn. */
interface Queue {
  readonly lane: Lane;
  readonly line: WaitingLine<Waiter>;
  inFlight: number;
}

/**
 * What one use of an account may have in flight: the trials, or the judges. First come, first
 * served, except that a model at its own limit does not hold up the others.
 */
export class Pool {
  readonly limit: AdaptiveLimit;
  private readonly account: Account;
  private readonly aborts: AbortFan;
  private readonly queues: Queue[] = [];
  private inFlight = 0;
  private waiting = 0;
  private tickets = 0;
  private armedForMs = Number.POSITIVE_INFINITY;
  private disarm: (() => void) | undefined;

  constructor(account: Account, aborts: AbortFan, most: number) {
    this.account = account;
    this.aborts = aborts;
    this.limit = new AdaptiveLimit(most);
    account.join(this);
  }

  open(entry: LaneEntry): Queue {
    const lane = this.account.lane(entry);
    const known = this.queues.find((queue) => queue.lane === lane);
    if (known !== undefined) return known;
    const queue: Queue = { lane, line: new WaitingLine(), inFlight: 0 };
    this.queues.push(queue);
    return queue;
  }

  /** A turn, where nobody waits for one and there is room; throws `ModelError` where there never will be. */
  tryEnter(queue: Queue, call: unknown, tokens: number, signal: AbortSignal): Attempt | undefined {
    if (signal.aborted) throw cancelledBeforeSending();
    const stopped = this.account.stopped(queue.lane);
    if (stopped !== undefined) throw stopped;
    if (queue.line.first !== undefined || this.inFlight >= this.limit.size) return undefined;
    const nowMs = this.account.run.clock.monotonic();
    if (this.account.readyAtMs(nowMs) > nowMs) return undefined;
    if (this.laneReadyAtMs(queue, tokens, nowMs) > nowMs) return undefined;
    return this.begin(queue, call, tokens, nowMs);
  }

  /** Resolves with a turn. Rejects at once when the signal aborts or the account is of no more use. */
  wait(queue: Queue, call: unknown, tokens: number, signal: AbortSignal): Promise<Attempt> {
    if (signal.aborted) return Promise.reject(cancelledBeforeSending());
    const stopped = this.account.stopped(queue.lane);
    if (stopped !== undefined) return Promise.reject(stopped);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        leaveLine();
        this.waiting -= 1;
        this.aborts.leave(signal, abort);
      };
      const abort = (): void => {
        leave();
        reject(cancelledBeforeSending());
        // Who comes next may need less, and so be free to go already.
        this.pump();
      };
      const go = (attempt: Attempt): void => {
        leave();
        resolve(attempt);
      };
      const refuse = (error: ModelError): void => {
        leave();
        reject(error);
      };
      this.tickets += 1;
      const leaveLine = queue.line.join({ ticket: this.tickets, call, tokens, go, refuse });
      this.waiting += 1;
      this.aborts.hear(signal, abort);
      this.pump();
    });
  }

  succeeded(queue: Queue, attempt: Attempt, usedTokens: number | undefined): void {
    const nowMs = this.account.run.clock.monotonic();
    this.limit.succeeded(nowMs, this.inFlight, attempt.inFlightAtStart);
    this.release(queue);
    this.account.succeeded(attempt, usedTokens);
    this.pump();
  }

  /** What the call fails with; `undefined`: it waits for another turn. */
  failed(queue: Queue, attempt: Attempt, found: ModelError): ModelError | undefined {
    const nowMs = this.account.run.clock.monotonic();
    this.release(queue);
    const { error, askedMs, staysInLine } = this.account.failed(attempt, found, nowMs);
    if (found.code === 'rate-limited') {
      this.limit.throttled(nowMs, attempt.startedMs, attempt.inFlightAtStart, askedMs);
    } else if (found.code === 'overloaded' || found.code === 'server-error') {
      this.limit.unsteady();
    }
    if (staysInLine) return undefined;
    this.pump();
    return error;
  }

  pump(): void {
    const nowMs = this.account.run.clock.monotonic();
    let nextMs = Number.POSITIVE_INFINITY;
    while (this.waiting > 0 && this.inFlight < this.limit.size) {
      nextMs = this.account.readyAtMs(nowMs);
      if (nextMs > nowMs) break;
      nextMs = Number.POSITIVE_INFINITY;
      let chosen: { readonly queue: Queue; readonly waiter: Waiter } | undefined;
      for (const queue of this.queues) {
        const waiter = queue.line.first;
        if (waiter === undefined) continue;
        const readyMs = this.laneReadyAtMs(queue, waiter.tokens, nowMs);
        if (readyMs > nowMs) nextMs = Math.min(nextMs, readyMs);
        else if (chosen === undefined || waiter.ticket < chosen.waiter.ticket) {
          chosen = { queue, waiter };
        }
      }
      if (chosen === undefined) break;
      const { queue, waiter } = chosen;
      waiter.go(this.begin(queue, waiter.call, waiter.tokens, nowMs));
    }
    this.arm(nextMs, nowMs);
  }

  clear(): void {
    for (const { lane, line } of this.queues) {
      const stopped = this.account.stopped(lane);
      if (stopped === undefined) continue;
      while (line.first !== undefined) line.first.refuse(stopped);
    }
  }

  private begin(queue: Queue, call: unknown, tokens: number, nowMs: number): Attempt {
    this.inFlight += 1;
    queue.inFlight += 1;
    return this.account.begin(queue.lane, call, tokens, this.inFlight, nowMs);
  }

  private release(queue: Queue): void {
    this.inFlight -= 1;
    queue.inFlight -= 1;
  }

  private laneReadyAtMs({ lane, inFlight }: Queue, tokens: number, nowMs: number): number {
    return inFlight >= lane.cap ? Number.POSITIVE_INFINITY : lane.readyAtMs(tokens, nowMs);
  }

  /** One timer, for the first moment at which time alone lets somebody go. */
  private arm(atMs: number, nowMs: number): void {
    const wantedMs = this.waiting === 0 ? Number.POSITIVE_INFINITY : atMs;
    if (wantedMs === this.armedForMs) return;
    this.disarm?.();
    this.disarm = undefined;
    this.armedForMs = wantedMs;
    if (wantedMs === Number.POSITIVE_INFINITY) return;
    this.disarm = this.account.run.clock.timer(wantedMs - nowMs, () => {
      this.disarm = undefined;
      this.armedForMs = Number.POSITIVE_INFINITY;
      this.pump();
    });
  }
}

/** Models reject only with `ModelError`; whatever else comes must still give its place back. */
function knownError(error: unknown): ModelError {
  return error instanceof ModelError
    ? error
    : new ModelError('local', `A model broke: ${String(error)}`, { scope: 'trial' });
}
