import { secretPatterns } from '#base/secretPatterns.ts';

/**
 * Names the kind of secret that a line of JSON holds, never the secret. `known` are the keys in use,
 * as they are.
 */
export function findSecret(line: string, known: readonly string[]): string | undefined {
  for (const key of known) {
    if (key.length < 8) continue;
    if (line.includes(key) || line.includes(JSON.stringify(key).slice(1, -1))) {
      return 'an API key that is in use';
    }
  }
  return secretPatterns.find(({ pattern }) => pattern.test(line))?.what;
}
