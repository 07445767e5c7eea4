import type { Clock } from '#core/ports.ts';

/** Where signals come from: `process`, or a fake. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', hear: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', hear: () => void): unknown;
}

/** What Ctrl-C means: the first asks for an orderly end, the second, or 10 s, for an end now. */
export interface Interruption extends Disposable {
  /** Aborted by the first signal: nothing new starts. */
  readonly stopping: AbortSignal;
  /** Aborted when what is under way is to be given up. */
  readonly signal: AbortSignal;
  wasInterrupted(): boolean;
}

const drainMs = 10_000;

/** `say` hears what happens, in words for people. */
export function hearSignals(
  source: SignalSource,
  clock: Pick<Clock, 'timer'>,
  say: (text: string) => void,
): Interruption {
  const stopping = new AbortController();
  const giveUp = new AbortController();
  let cancelTimer: (() => void) | undefined;
  const hear = (): void => {
    if (!stopping.signal.aborted) {
      say(
        'Stopping: what is under way has 10 s to finish, nothing new is asked. Once more to give it up now.',
      );
      cancelTimer = clock.timer(drainMs, () => {
        giveUp.abort();
      });
      stopping.abort();
    } else if (!giveUp.signal.aborted) {
      say('Giving up what is under way.');
      giveUp.abort();
    }
  };
  source.on('SIGINT', hear);
  source.on('SIGTERM', hear);
  return {
    stopping: stopping.signal,
    signal: giveUp.signal,
    wasInterrupted: () => stopping.signal.aborted,
    [Symbol.dispose]() {
      cancelTimer?.();
      source.off('SIGINT', hear);
      source.off('SIGTERM', hear);
    },
  };
}

/** What the work gives; `undefined` where it broke off because a person asked for that. */
export async function unlessInterrupted<T>(
  interruption: Pick<Interruption, 'wasInterrupted'>,
  work: Promise<T>,
): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (interruption.wasInterrupted()) return undefined;
    throw error;
  }
}
