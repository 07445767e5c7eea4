import type { Guard } from '#base/guard.ts';
import type { Clock, Random } from '../ports.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const pattern = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** What a run's id looks like. */
export const isUlid: Guard<string> = (value): value is string =>
  typeof value === 'string' && pattern.test(value);

/** A run's id: 26 characters that sort by time (https://github.com/ulid/spec). */
export function makeUlid(clock: Pick<Clock, 'now'>, random: Random): string {
  let time = clock.now();
  let stamp = '';
  for (let place = 0; place < 10; place += 1) {
    stamp = alphabet.charAt(time % 32) + stamp;
    time = Math.floor(time / 32);
  }
  let tail = '';
  for (let place = 0; place < 16; place += 1) tail += alphabet.charAt(Math.floor(random() * 32));
  return stamp + tail;
}

/** When a run was started, in milliseconds since 1970, as its id says. */
export function runStartMs(id: string): number {
  let time = 0;
  for (const digit of id.slice(0, 10)) time = time * 32 + Math.max(0, alphabet.indexOf(digit));
  return time;
}
