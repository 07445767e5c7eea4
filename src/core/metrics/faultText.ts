import { showHidden } from '../documents/problems.ts';

/** The message of something thrown, fit for a `why`: cut, and nothing invisible in it. */
export function faultText(fault: unknown, limit = 200): string {
  const text = fault instanceof Error ? fault.message : String(fault);
  return showHidden(text.length > limit ? `${text.slice(0, limit - 1)}…` : text);
}
