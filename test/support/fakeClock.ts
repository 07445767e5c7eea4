import type { Clock } from '#core/ports.ts';

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  private time = 0;
  private wall = Date.UTC(2026, 10, 23, 12);
  private timers: Timer[] = [];

  now(): number {
    return this.wall + this.time;
  }

  monotonic(): number {
    return this.time;
  }

  timer(delayMs: number, fire: () => void): () => void {
    const timer = { at: this.time + Math.max(0, delayMs), fire };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Moves on, firing what falls due in order, and lets promises settle in between. */
  async advance(byMs: number): Promise<void> {
    const until = this.time + byMs;
    await settle();
    for (;;) {
      const next = this.timers.filter((one) => one.at <= until).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.fire();
      await settle();
    }
    this.time = until;
    await settle();
  }

  /** Moves on to the timer that is due first and fires it; without one nothing happens. */
  async advanceToNext(): Promise<void> {
    const next = Math.min(...this.timers.map(({ at }) => at));
    if (Number.isFinite(next)) await this.advance(Math.max(0, next - this.time));
  }

  /** The wall clock jumps; the monotonic one does not. */
  jump(byMs: number): void {
    this.wall += byMs;
  }

  get pendingTimers(): number {
    return this.timers.length;
  }
}

/** Lets every promise that can settle without time do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
