import type { Clock } from '../../ports.ts';

const beatMs = 5_000;
const longestDriftMs = 30_000;

/**
 * Calls `onWake` with the milliseconds that are missing when the machine, or only this process, did
 * not run for more than 30 s. Looks at the monotonic clock alone: a wall clock that is set is no
 * sleep. Gives the function that stops it.
 */
export function watchSleep(clock: Clock, onWake: (missedMs: number) => void): () => void {
  let stop: () => void;
  const beat = (): void => {
    const expectedMs = clock.monotonic() + beatMs;
    stop = clock.timer(beatMs, () => {
      const missedMs = clock.monotonic() - expectedMs;
      beat();
      if (missedMs > longestDriftMs) onWake(missedMs);
    });
  };
  beat();
  return () => {
    stop();
  };
}
