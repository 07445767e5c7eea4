import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import type { NodeFs } from '#core/adapters/nodeFs.ts';
import type { Fetch } from '#core/ports.ts';
import { FakeClock } from './fakeClock.ts';
import type { MockProvider } from './mockProvider.ts';

/** Turns of the event loop in which nothing happens before time may pass: what is on its way has arrived by then. */
const quietTurns = 12;

/**
 * Time for a whole run with real sockets and a real disk: it stands still while anybody works, and jumps to
 * the next timer when all wait. So hours of waiting take milliseconds, and each wait has its exact length.
 */
export class VirtualTime {
  readonly clock: FakeClock = new FakeClock();
  /** When each request left, by this clock. */
  readonly sentAtMs: number[] = [];
  private readonly providers: Pick<MockProvider, 'inFlight'>[] = [];
  private busy = 0;
  private waiting = 0;
  private moves = 0;
  private readonly send: Fetch;

  constructor(send: Fetch = makeNodeFetch()) {
    this.send = send;
  }

  /** A provider whose answers hold time up until they are sent; its own latency is to be on this clock. */
  watch(provider: Pick<MockProvider, 'inFlight'>): void {
    this.providers.push(provider);
  }

  readonly fetch: Fetch = (url, init) => {
    this.sentAtMs.push(this.clock.monotonic());
    return this.asking(this.send(url, init));
  };

  /** A disk whose work holds time up. */
  over(fs: NodeFs): NodeFs {
    return this.holding({ ...fs, open: async (...args) => this.holding(await fs.open(...args)) });
  }

  /** Lets time pass until the work is done. */
  async pass<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false };
    const end = (async () => {
      try {
        await work;
      } catch {
        // Whoever waits for the work hears of it below.
      }
      state.isDone = true;
    })();
    while (!state.isDone) {
      await this.quiet(() => state.isDone);
      if (!state.isDone) await this.clock.advanceToNext();
    }
    await end;
    return work;
  }

  private async quiet(isDone: () => boolean): Promise<void> {
    let moves = this.moves;
    for (let turns = 0; turns < quietTurns && !isDone(); turns += 1) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      if (this.isAtWork() || moves !== this.moves) turns = 0;
      ({ moves } = this);
    }
  }

  /** Requests that a provider holds back on this clock are the only ones that time may pass for. */
  private isAtWork(): boolean {
    const held = this.providers.reduce((sum, provider) => sum + provider.inFlight().held, 0);
    const open = this.providers.reduce((sum, provider) => sum + provider.inFlight().open, 0);
    return this.busy > 0 || open > held || this.waiting > held;
  }

  private async asking<T>(answer: Promise<T>): Promise<T> {
    this.waiting += 1;
    this.moves += 1;
    try {
      return await answer;
    } finally {
      this.waiting -= 1;
      this.moves += 1;
    }
  }

  private async working<T>(work: Promise<T>): Promise<T> {
    this.busy += 1;
    this.moves += 1;
    try {
      return await work;
    } finally {
      this.busy -= 1;
      this.moves += 1;
    }
  }

  /** The same, except that time stands still until what its methods promise is there. */
  private holding<T extends object>(whole: T): T {
    return new Proxy(whole, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          const given: unknown = Reflect.apply(value, target, args);
          return given instanceof Promise ? this.working(given) : given;
        };
      },
    });
  }
}
