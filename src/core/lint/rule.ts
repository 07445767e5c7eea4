import type { Severity } from '#protocol/problem.ts';

/** One kind of problem that lint can tell: what `docs/lint.md` and `assay lint --explain` say of it. */
export interface Rule {
  /** What problems, comments and settings call it. */
  readonly code: string;
  /** How it is told where `assay.yml` says nothing. An error guards a run, and cannot be set to anything else. */
  readonly severity: Severity;
  /** Told as another severity in some places, as `finds` says. */
  readonly alsoAs?: Severity;
  readonly title: string;
  /** Sentences, Markdown. */
  readonly finds: string;
  readonly why: string;
  readonly mend: string;
  /** A quick fix exists. */
  readonly hasFix?: true;
}

/** A line of a table: code, title, what it finds, why it matters, how to mend it. */
export type RuleRow = readonly [
  code: string,
  title: string,
  finds: string,
  why: string,
  mend: string,
  more?: Pick<Rule, 'alsoAs' | 'hasFix'>,
];

export function rulesOf(severity: Severity, rows: readonly RuleRow[]): readonly Rule[] {
  return rows.map(([code, title, finds, why, mend, more]) => ({
    code,
    severity,
    title,
    finds,
    why,
    mend,
    ...more,
  }));
}
