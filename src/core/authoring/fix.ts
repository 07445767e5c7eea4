import type { Problem, TextRange } from '#protocol/problem.ts';

/** A change of one place that solves a problem. */
export interface Fix {
  readonly title: string;
  readonly range: TextRange;
  readonly replacement: string;
  readonly isPreferred: boolean;
  /** The replacement is a snippet of VS Code, with places to fill. */
  readonly isSnippet?: true;
}

export type Fixable = Pick<Problem, 'code' | 'range' | 'suggestion'> &
  Partial<Pick<Problem, 'severity'>>;
