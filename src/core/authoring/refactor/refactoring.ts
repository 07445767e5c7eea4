import type { TextChange } from '../expected/change.ts';

/** A change of a prompt that keeps what it means, or of what belongs to it. */
export interface Refactoring {
  readonly kind: 'extract' | 'inline' | 'rewrite';
  readonly title: string;
  /** Of the prompt's text, in order. */
  readonly changes: readonly TextChange[];
  /** Written beside the prompt. */
  readonly file?: { readonly name: string; readonly text: string };
}

/** Where the cursor is, or what is selected, in UTF-16 units of the prompt's text. */
export interface Selected {
  readonly start: number;
  readonly end: number;
}
