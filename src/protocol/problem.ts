/** A place in a text: both numbers count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** `end` is the position after the last character. */
export interface TextRange {
  readonly start: Position;
  readonly end: Position;
}

/** An error keeps a run from starting; a warning does not; a hint only says what could be better. */
export type Severity = 'error' | 'warning' | 'hint';

/** What is wrong with an input, where, and the way out. Every reader speaks in these. */
export interface Problem {
  /** Stable and kebab-case, `yaml-too-deep`: what people suppress, search and test by. */
  readonly code: string;
  readonly severity: Severity;
  /** The file as the user named it. */
  readonly file: string;
  readonly range: TextRange;
  /** One sentence: what was found. File content in it is cut to 80 characters and has no control characters. */
  readonly message: string;
  /** What is allowed here, where that is a list or a rule. */
  readonly allowed?: string;
  /** One next step, as an imperative. */
  readonly next: string;
  /** What was probably meant in place of the word that is wrong. */
  readonly suggestion?: string;
}

export const fileStart: TextRange = {
  start: { line: 1, column: 1 },
  end: { line: 1, column: 1 },
};

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
