import assert from 'node:assert/strict';
import type { Outcome } from '#base/rpc.ts';

/** Fails the test where there is none. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) assert.fail(`${outcome.failure.code}: ${outcome.failure.message}`);
  return outcome.value;
}

export function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'done' : outcome.failure.code;
}
