import { inspect } from 'node:util';
import type { Secret } from '../ports.ts';

/** A secret that prints as its reference wherever it ends up by accident. */
export function makeSecret(ref: string, value: string): Secret {
  const shown = `[secret: ${ref}]`;
  return Object.freeze({
    ref,
    reveal: () => value,
    toString: () => shown,
    toJSON: () => shown,
    [inspect.custom]: () => shown,
  });
}
