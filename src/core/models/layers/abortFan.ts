import type { Clock } from '../../ports.ts';
import { ModelError } from '../modelError.ts';

/**
 * Fans one abort out to many hearers. Thousands of calls share a run's signal, and an event target
 * searches all its listeners for each one that comes or goes.
 */
export class AbortFan {
  private readonly fans = new WeakMap<AbortSignal, Fan>();

  /** The caller has seen that the signal is not aborted yet. Each hearer is heard at most once. */
  hear(signal: AbortSignal, hearer: () => void): void {
    const fan = this.fans.get(signal) ?? this.open(signal);
    fan.hearers.add(hearer);
  }

  /** With its last hearer the fan leaves the signal too. */
  leave(signal: AbortSignal, hearer: () => void): void {
    const fan = this.fans.get(signal);
    if (fan?.hearers.delete(hearer) !== true || fan.hearers.size > 0) return;
    this.fans.delete(signal);
    signal.removeEventListener('abort', fan.fire);
  }

  private open(signal: AbortSignal): Fan {
    const hearers = new Set<() => void>();
    const fire = (): void => {
      const all = [...hearers];
      hearers.clear();
      for (const hearer of all) hearer();
    };
    const fan = { hearers, fire };
    this.fans.set(signal, fan);
    signal.addEventListener('abort', fire, { once: true });
    return fan;
  }
}

interface Fan {
  readonly hearers: Set<() => void>;
  readonly fire: () => void;
}

/** Resolves after `delayMs`; rejects with `cancelled` at once when the signal aborts. */
export function pause(
  clock: Clock,
  aborts: AbortFan,
  delayMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return Promise.reject(cancelledBeforeSending());
  return new Promise((resolve, reject) => {
    const stop = clock.timer(delayMs, () => {
      aborts.leave(signal, abort);
      resolve();
    });
    const abort = (): void => {
      stop();
      reject(cancelledBeforeSending());
    };
    aborts.hear(signal, abort);
  });
}

/** A call that was cancelled while it waited: nothing has left, nothing is paid. */
export function cancelledBeforeSending(): ModelError {
  return new ModelError('cancelled', 'Cancelled while waiting; nothing was sent.', {
    billed: 'no',
  });
}
