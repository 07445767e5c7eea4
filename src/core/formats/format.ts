import type { Reading } from '../documents/reading.ts';
import type { Prompt } from '../prompts/prompt.ts';

/** Reads one prompt file format. A plug-in: one folder, one line in `builtin.ts`. */
export interface PromptFormat {
  readonly kind: string;
  /** File name endings, with the dot: `.prompt.yml`. */
  readonly endings: readonly string[];
  /** Never throws. `file` is how problems name it. */
  read: ReadPrompt;
  /** A reader for one file that is read again with every keystroke: gives the same, sooner. */
  openReader?(): ReadPrompt;
}

export type ReadPrompt = (bytes: Uint8Array, file: string) => Reading<Prompt>;
