import type { ModelOpening } from './model.ts';
import { ModelError } from './modelError.ts';

/** The batch ended before a request had its turn; it costs nothing. */
export function neverAnswered(
  { settings }: ModelOpening,
  code: 'batch-expired' | 'batch-cancelled',
  what: string,
): ModelError {
  return new ModelError(code, `The batch at ${settings.provider} ${what} before it was answered.`);
}

/** What came is nothing that a batch interface says. */
export function unreadable({ settings }: ModelOpening): ModelError {
  return new ModelError(
    'bad-reply',
    `${settings.provider} sent something that its batch interface does not have.`,
  );
}
