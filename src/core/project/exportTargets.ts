import type { Problem } from '#protocol/problem.ts';

/** What is to be written, and what would be lost. */
export interface ExportTargets {
  /** The prompt first. */
  readonly targets: readonly Target[];
  /** Sentences. */
  readonly losses: readonly string[];
  /** Where something else that belongs to the prompt cannot be read. */
  readonly problems: readonly Problem[];
}

export interface Target {
  readonly file: string;
  /** `before`: what the file holds now; empty: nothing. */
  text(before: string): string;
}
