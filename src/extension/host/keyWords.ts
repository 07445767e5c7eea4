import type { KeyState } from './keyStore.ts';

/** A key's state in a few words, for lists. */
export function keyWords(state: KeyState): string {
  switch (state.kind) {
    case 'none-needed':
      return 'needs no key';
    case 'stored':
      return 'key is set';
    case 'environment':
      return `key from the environment variable ${state.variable}`;
    case 'other-origin':
      return `key is set for ${state.origin}, and not used`;
    case 'unknown-provider':
      return 'unknown provider';
    case 'missing':
    default:
      return 'no key';
  }
}
