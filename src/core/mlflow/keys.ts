import { sha256 } from '../files/hash.ts';

/** Bytes. The limits of MLflow's REST interface; its databases count characters, which are never more. */
export const longestParam = 6000;
export const longestTag = 5000;

/**
 * One part of a key between slashes, fit for MLflow: letters, digits, `_`, `-`, `.` and spaces. A text that had to be changed
 * ends with a hash, so that two texts never share a part.
 */
export function keyPart(text: string, longest = 100): string {
  const plain = text.replace(/[^\p{L}\p{N}_.\- ]+/gu, '_').trim();
  const isFit = plain === text && text.length <= longest && !/^\.*$/.test(text);
  if (isFit) return text;
  return `${plain.slice(0, longest - 7).toWellFormed()}-${sha256(text).slice(0, 6)}`;
}

/** What every database of a server can hold: no half characters, no NUL. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** A value of at most `bytes`; where it was cut it ends with `…`. */
export function cutValue(text: string, bytes: number): string {
  const whole = storable(text);
  if (Buffer.byteLength(whole) <= bytes) return whole;
  const cut = Buffer.from(whole).subarray(0, bytes - Buffer.byteLength('…'));
  // A character that was cut through decodes as U+FFFD.
  return `${cut.toString('utf8').replace(/\uFFFD+$/u, '')}…`;
}
