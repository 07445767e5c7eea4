import type { Clock, Random } from '../../ports.ts';
import type { ModelCall, ModelLayer } from '../model.ts';
import { ModelError, type ModelErrorCode } from '../modelError.ts';
import { pause, type AbortFan } from './abortFan.ts';
import { asksForTooLong, askedWaitMs, shortestWaitMs } from './retryAfter.ts';

/** Attempts of one call, the first included. */
const mostAttempts = 6;
const mostServerErrors = 4;
/** Failures of one call that may have been paid for. */
const mostPaidFailures = 2;
/** Milliseconds from the first dispatch of a call to the start of its last attempt. */
const longestCallMs = 15 * 60_000;
const longestBackOffMs = 60_000;
/** The gate watches over an outage; a lone call to a dead server must find out within seconds. */
const longestNetworkBackOffMs = 2_000;

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly aborts: AbortFan;
  readonly allowance: RetryAllowance;
  /** Monotonic milliseconds without those that the machine slept through. */
  readonly awakeMs: () => number;
}

/**
 * What the retries of a whole run may add to its load: 10, and one more for each five successes.
 * The first retry of a call is free, so that one bad moment of many calls fails none of them.
 */
export class RetryAllowance {
  private fifths = 50;

  succeeded(): void {
    this.fifths += 1;
  }

  take(): boolean {
    if (this.fifths < 5) return false;
    this.fifths -= 5;
    return true;
  }
}

/** The one owner of retries: SDKs and providers never repeat a request. */
export function retrying(options: RetryOptions): ModelLayer {
  const { clock, aborts, allowance, awakeMs } = options;
  return (inner) => ({
    id: inner.id,
    async reply(request, call) {
      const attempts = new NumberedCall(call, awakeMs);
      const failed = { attempts: 0, serverErrors: 0, paid: 0 };
      for (;;) {
        try {
          const reply = await inner.reply(request, attempts);
          allowance.succeeded();
          return reply;
        } catch (error) {
          if (!(error instanceof ModelError)) throw error;
          count(failed, error);
          const waitMs = mayRetry(error, failed) ? backOffMs(error, failed, options) : undefined;
          if (waitMs === undefined || attempts.ageMs() + waitMs > longestCallMs) throw error;
          if (failed.attempts > 1 && !allowance.take()) throw error;
          await pause(clock, aborts, waitMs, attempts.stopping);
        }
      }
    },
  });
}

/** Passes a call on with its attempts numbered from 1, however many the layers below make of it. */
class NumberedCall implements ModelCall {
  readonly signal: AbortSignal;
  readonly stopping: AbortSignal;
  readonly tell: ModelCall['tell'];
  private firstMs: number | undefined;
  private readonly awakeMs: () => number;

  constructor(call: ModelCall, awakeMs: () => number) {
    this.signal = call.signal;
    this.stopping = call.stopping ?? call.signal;
    this.awakeMs = awakeMs;
    let attempt = 0;
    this.tell = (event) => {
      if (event.kind === 'dispatched') {
        attempt += 1;
        this.firstMs ??= awakeMs();
      }
      call.tell(event.attempt === attempt ? event : { ...event, attempt });
    };
  }

  /** Milliseconds since the first attempt left. Waiting for a turn before it is nobody's fault. */
  ageMs(): number {
    return this.firstMs === undefined ? 0 : this.awakeMs() - this.firstMs;
  }
}

interface Failed {
  attempts: number;
  serverErrors: number;
  paid: number;
}

const serverErrors: ReadonlySet<ModelErrorCode> = new Set(['server-error', 'conflict']);

function count(failed: Failed, error: ModelError): void {
  failed.attempts += 1;
  if (serverErrors.has(error.code)) failed.serverErrors += 1;
  if (isPaid(error)) failed.paid += 1;
}

function isPaid(error: ModelError): boolean {
  return (
    error.policy.retry === 'once' ||
    error.billed === 'maybe' ||
    error.detail.partialText !== undefined
  );
}

function mayRetry(error: ModelError, failed: Failed): boolean {
  if (error.policy.retry === 'never' || error.scope !== 'trial') return false;
  if (error.detail.noRetry === true || asksForTooLong(error.detail)) return false;
  return (
    failed.attempts < mostAttempts &&
    failed.serverErrors < mostServerErrors &&
    failed.paid < mostPaidFailures
  );
}

/** Full jitter: a uniform part of a window that doubles, so that calls which failed together do not return together. */
function backOffMs(error: ModelError, failed: Failed, { random }: RetryOptions): number {
  const most = error.code === 'network' ? longestNetworkBackOffMs : longestBackOffMs;
  const jitter = random() * Math.min(most, 1000 * 2 ** (failed.attempts - 1));
  const least = error.code === 'rate-limited' ? shortestWaitMs : 0;
  return Math.max(jitter, askedWaitMs(error.detail) ?? least);
}
