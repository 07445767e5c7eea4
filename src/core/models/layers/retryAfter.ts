import type { ModelErrorDetail } from '../modelError.ts';

/** Milliseconds. A service that asks for less, or for a time that has passed, gets this anyway: no burst. */
export const shortestWaitMs = 200;
/** Milliseconds. A service that asks for more means: not today. */
export const longestWaitMs = 600_000;

/** What a service asked to wait, made sane; `undefined` where it did not say or said nonsense. */
export function askedWaitMs({ retryAfterMs }: ModelErrorDetail): number | undefined {
  if (retryAfterMs === undefined || Number.isNaN(retryAfterMs)) return undefined;
  return Math.min(Math.max(retryAfterMs, shortestWaitMs), longestWaitMs);
}

export function asksForTooLong({ retryAfterMs }: ModelErrorDetail): boolean {
  return retryAfterMs !== undefined && retryAfterMs > longestWaitMs;
}
