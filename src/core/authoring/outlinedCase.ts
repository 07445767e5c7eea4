import type { EvalCase } from '#protocol/case.ts';

/** A case with the lines it stands on. `testCase.source` says in which file. */
export interface OutlinedCase {
  readonly testCase: EvalCase;
  /** Counts from 1; the same as `testCase.source.line`. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The writer gave the id; otherwise it was made from the content, and changes with it. */
  readonly isNamed: boolean;
}
