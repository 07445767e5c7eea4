import { bagOf } from '../tokens.ts';
import type { Measured } from '../metric.ts';
import { scored } from '../verdict.ts';

/** How many things were found, by what they are; a reply passes with none. Names kinds, never what was found. */
export function countedFindings(kinds: readonly string[]): Measured {
  if (kinds.length === 0) return scored(0, { pass: true });
  const counts = Array.from(bagOf(kinds), ([kind, count]) => `${count} × ${kind}`);
  return scored(kinds.length, { pass: false, why: counts.join(', ') });
}
