/** The same number from 0 to 1 for the same words, always: made-up data that does not change between two looks. */
export function chance(...parts: readonly (string | number)[]): number {
  let hash = 2166136261;
  for (const part of parts) {
    for (const char of `${part}|`) {
      hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
    }
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 2246822507);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 4294967296;
}

export function oneOf<T>(list: readonly T[], ...parts: readonly (string | number)[]): T {
  const found = list[Math.floor(chance(...parts) * list.length)];
  if (found === undefined) throw new Error('There is nothing to choose from.');
  return found;
}
