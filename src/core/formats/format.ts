import type { Reading } from '../documents/reading.ts';
import type { Prompt } from '../prompts/prompt.ts';
import type { OtherFiles } from './otherFiles.ts';

/** A prompt file format. A plug-in: one folder, one line in `builtin.ts`. */
export interface PromptFormat extends PromptReader {
  readonly kind: string;
  /** How names of its files end, in lower case, with the dot: `.prompt.yml`. */
  readonly endings: readonly string[];
  /** Whole names of files, in lower case: `promptfooconfig.yaml`. */
  readonly names?: readonly string[];
  /** How names begin that are parts of other files and no prompts: `_`. */
  readonly partPrefix?: string;
  /** For a format that few projects have: its reader throws until somebody has loaded it. Absent: it is there. */
  readonly late?: LateReader;
}

export interface PromptReader {
  /** Never throws. `file` is how problems name it. */
  read: ReadPrompt;
  /** A reader for one file that is read again with every keystroke: gives the same, sooner. */
  openReader?(): ReadPrompt;
}

/** Without `others` the file stands alone. */
export type ReadPrompt = (bytes: Uint8Array, file: string, others?: OtherFiles) => Reading<Prompt>;

export interface LateReader {
  readonly isLoaded: boolean;
  load(): Promise<void>;
}
