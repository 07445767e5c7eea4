/**
 * Keeps a rate per minute. Fills evenly and holds one second's worth, at least 1, so that a minute
 * never starts with a burst. Something larger than the bucket waits for a full one and leaves a debt.
 */
export class TokenBucket {
  private readonly perMs: number;
  private readonly most: number;
  private level: number;
  private filledMs: number;

  constructor(perMinute: number, nowMs: number) {
    this.perMs = perMinute / 60_000;
    this.most = Math.max(1, perMinute / 60);
    this.level = this.most;
    this.filledMs = nowMs;
  }

  /** Milliseconds until `amount` may be taken; 0: now. */
  waitMs(amount: number, nowMs: number): number {
    this.fill(nowMs);
    const missing = Math.min(amount, this.most) - this.level;
    // A rounding error must not become a timer of no length.
    return missing <= 1e-9 ? 0 : Math.ceil(missing / this.perMs);
  }

  /** A negative amount gives back. */
  take(amount: number): void {
    this.level = Math.min(this.most, this.level - amount);
  }

  private fill(nowMs: number): void {
    this.level = Math.min(this.most, this.level + (nowMs - this.filledMs) * this.perMs);
    this.filledMs = nowMs;
  }
}
