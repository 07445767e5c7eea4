import type { ModelLayer } from '../model.ts';
import { ModelError } from '../modelError.ts';
import type { AbortFan } from './abortFan.ts';

type End = (error: ModelError) => void;

/** Attempts in flight under one signal, and a signal of their own that an interruption aborts too. */
interface Flight {
  controller: AbortController;
  readonly ends: Set<End>;
}

/** Ends every attempt that is in flight: their connections did not survive, though nobody told them. */
export class Interruptions {
  private readonly aborts: AbortFan;
  private readonly bySignal = new WeakMap<AbortSignal, Flight>();
  private readonly flying = new Set<Flight>();

  constructor(aborts: AbortFan) {
    this.aborts = aborts;
  }

  /** The attempts fail with `network`, so that each is made again once. */
  interrupt(why: string): void {
    const flights = [...this.flying];
    const error = new ModelError('network', why, { billed: 'maybe' });
    for (const flight of flights) {
      const { controller } = flight;
      // Attempts from now on must not share a signal that is spent.
      flight.controller = new AbortController();
      this.end(flight, error);
      controller.abort(error);
    }
  }

  /** Gives the signal to send under; `end` is called at most once, if something ends the attempt first. */
  enter(signal: AbortSignal, end: End): AbortSignal {
    const flight = this.bySignal.get(signal) ?? this.open(signal);
    flight.ends.add(end);
    if (flight.ends.size === 1) this.flying.add(flight);
    return flight.controller.signal;
  }

  leave(signal: AbortSignal, end: End): void {
    const flight = this.bySignal.get(signal);
    if (flight?.ends.delete(end) === true && flight.ends.size === 0) this.flying.delete(flight);
  }

  private open(signal: AbortSignal): Flight {
    const flight: Flight = { controller: new AbortController(), ends: new Set() };
    this.bySignal.set(signal, flight);
    this.aborts.hear(signal, () => {
      this.end(flight, new ModelError('cancelled', 'Cancelled after the request had been sent.'));
      flight.controller.abort(signal.reason);
    });
    return flight;
  }

  private end(flight: Flight, error: ModelError): void {
    const ends = [...flight.ends];
    flight.ends.clear();
    this.flying.delete(flight);
    for (const end of ends) end(error);
  }
}

/** Ends an attempt when it is cancelled or interrupted, also where the provider does not listen. */
export function interruptible(interruptions: Interruptions): ModelLayer {
  return (inner) => ({
    id: inner.id,
    reply(request, call) {
      const { signal } = call;
      if (signal.aborted) {
        return Promise.reject(new ModelError('cancelled', 'Cancelled.', { billed: 'no' }));
      }
      return new Promise((resolve, reject) => {
        const inFlight = interruptions.enter(signal, reject);
        inner.reply(request, { signal: inFlight, tell: call.tell }).then(
          (reply) => {
            interruptions.leave(signal, reject);
            resolve(reply);
          },
          (error: unknown) => {
            interruptions.leave(signal, reject);
            reject(error);
          },
        );
      });
    },
  });
}
