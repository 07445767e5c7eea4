import type { Clock } from '../ports.ts';

/** Node resets a longer timer to 1 ms. */
const longestTimerMs = 2 ** 31 - 1;

export const nodeClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  timer(delayMs, fire) {
    const timer = setTimeout(fire, Math.min(Math.max(delayMs, 0), longestTimerMs));
    return () => {
      clearTimeout(timer);
    };
  },
};
