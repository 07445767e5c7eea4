import { crc32 } from 'node:zlib';

const seal = '_crc';

/** JSON with a checksum as its last field, so that a flipped bit is noticed and not believed. */
export function sealedJson(value: object): string {
  return `${JSON.stringify({ ...value, [seal]: checksum(value) }, undefined, 1)}\n`;
}

/** The value without its checksum; `undefined` where the text is not JSON or the checksum is wrong. */
export function unsealJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !(seal in value)) return undefined;
  const { [seal]: written, ...rest } = value;
  return written === checksum(rest) ? rest : undefined;
}

function checksum(value: object): string {
  return crc32(JSON.stringify(value)).toString(16).padStart(8, '0');
}
