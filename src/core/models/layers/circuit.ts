import type { ModelError, ModelErrorCode } from '../modelError.ts';

/** Different calls that fail alike, with no success in between, before the circuit opens. */
const mostAlike = 5;
const firstProbeMs = 1_000;
const longestProbeMs = 30_000;
/** Milliseconds of failing before the account is given up: with and without an earlier success. */
const patienceMs = 15 * 60_000;
const firstPatienceMs = 5 * 60_000;

/** Failures that say something about the service rather than about one request. */
const signs: ReadonlySet<ModelErrorCode> = new Set([
  'rate-limited',
  'overloaded',
  'server-error',
  'conflict',
  'timeout',
  'network',
  'bad-reply',
]);

/**
 * Notices that a service fails whatever it is asked. While it is open one request at a time finds
 * out whether the service is back: after 1 s, then twice as long each time, up to 30 s.
 */
export class Circuit {
  private code: ModelErrorCode | undefined;
  private alike: unknown[] = [];
  private failingSinceMs = 0;
  private probeDelayMs = firstProbeMs;
  private hasWorked = false;
  private nextProbeMs: number | undefined;

  get isOpen(): boolean {
    return this.nextProbeMs !== undefined;
  }

  /** Monotonic time of the next probe; meaningless while closed. */
  get probeAtMs(): number {
    return this.nextProbeMs ?? 0;
  }

  succeeded(): void {
    this.hasWorked = true;
    this.code = undefined;
    if (this.alike.length > 0) this.alike = [];
    this.nextProbeMs = undefined;
    this.probeDelayMs = firstProbeMs;
  }

  /** Time that the machine slept through is held against nobody. */
  slept(forMs: number): void {
    this.failingSinceMs += forMs;
  }

  /** True: nothing points to this service coming back; give the account up. */
  failed(error: ModelError, call: unknown, isProbe: boolean, nowMs: number): boolean {
    if (!signs.has(error.code)) return false;
    // A connection that broke in the middle had been one: no sign of a dead server.
    if (error.code === 'network' && error.billed === 'maybe') return false;
    if (this.isOpen) return isProbe && this.probeFailed(nowMs);
    if (this.code !== error.code) {
      this.code = error.code;
      this.alike = [];
      this.failingSinceMs = nowMs;
    }
    if (this.isNeverTheCall(error.code) || !this.alike.includes(call)) this.alike.push(call);
    if (this.alike.length < mostAlike) return false;
    this.alike = [];
    this.nextProbeMs = nowMs + this.probeDelayMs;
    return error.code === 'network' && !this.hasWorked;
  }

  /** Whether the same call failing again says as much as another one failing. */
  private isNeverTheCall(code: ModelErrorCode): boolean {
    return code === 'network' || (code === 'overloaded' && this.hasWorked);
  }

  private probeFailed(nowMs: number): boolean {
    this.probeDelayMs = Math.min(longestProbeMs, this.probeDelayMs * 2);
    this.nextProbeMs = nowMs + this.probeDelayMs;
    return nowMs - this.failingSinceMs >= (this.hasWorked ? patienceMs : firstPatienceMs);
  }
}
