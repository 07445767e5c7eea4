const shapes: readonly { readonly what: string; readonly shape: RegExp }[] = [
  { what: 'an API key (sk-…)', shape: /\bsk-[\w-]{20}/ },
  { what: 'an AWS access key (AKIA…)', shape: /\bAKIA[0-9A-Z]{16}\b/ },
  { what: 'a GitHub token (ghp_…)', shape: /\bgh[pousr]_[0-9A-Za-z]{30}/ },
  { what: 'a private key (PEM)', shape: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/ },
];

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
  return shapes.find(({ shape }) => shape.test(line))?.what;
}
