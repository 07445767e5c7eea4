import type { Reading } from '../documents/reading.ts';
import type { Prompt } from '../prompts/prompt.ts';
import type { OtherFiles } from './otherFiles.ts';

/** Reads one prompt file format. A plug-in: one folder, one line in `builtin.ts`. */
export interface PromptFormat {
  readonly kind: string;
  /** How names of its files end, in lower case, with the dot: `.prompt.yml`. */
  readonly endings: readonly string[];
  /** Whole names of files, in lower case: `promptfooconfig.yaml`. */
  readonly names?: readonly string[];
  /** Never throws. `file` is how problems name it. */
  read: ReadPrompt;
  /** A reader for one file that is read again with every keystroke: gives the same, sooner. */
  openReader?(): ReadPrompt;
}

/** Without `others` the file stands alone. */
export type ReadPrompt = (bytes: Uint8Array, file: string, others?: OtherFiles) => Reading<Prompt>;
