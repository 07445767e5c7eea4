import { AbortFan, pause } from '../models/layers/abortFan.ts';
import { askedWaitMs, asksForTooLong } from '../models/layers/retryAfter.ts';
import { ModelError } from '../models/modelError.ts';
import type { Ports } from '../ports.ts';

const mostAttempts = 5;
const longestWaitMs = 30_000;

/** Repeats what may be repeated without a second thought, as long as `mayRepeat` and the failure allow it. */
export async function patiently<T>(
  { clock, random }: Pick<Ports, 'clock' | 'random'>,
  signal: AbortSignal,
  work: () => Promise<T>,
  mayRepeat: (error: ModelError) => boolean = () => true,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ModelError) || attempt >= mostAttempts) throw error;
      const { policy, scope, detail } = error;
      if (policy.retry === 'never' || scope !== 'trial' || detail.noRetry === true) throw error;
      if (asksForTooLong(detail) || !mayRepeat(error)) throw error;
      const jitterMs = random() * Math.min(longestWaitMs, 1000 * 2 ** (attempt - 1));
      await pause(clock, new AbortFan(), Math.max(jitterMs, askedWaitMs(detail) ?? 0), signal);
    }
  }
}
