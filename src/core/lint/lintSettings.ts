import type { Severity, TextRange } from '#protocol/problem.ts';

/** What a rule can be set to. */
export const ruleLevels = ['off', 'hint', 'warning', 'error'] as const;
export type RuleLevel = Severity | 'off';

/** What `assay.yml` says of lint. */
export interface LintSettings {
  readonly rules: readonly RuleSetting[];
  readonly ignore: readonly IgnoredRule[];
}

export interface RuleSetting {
  readonly rule: string;
  readonly level: RuleLevel;
  /** Of the rule's name. */
  readonly range: TextRange;
}

/** For files that can hold no comment. */
export interface IgnoredRule {
  /** A path or pattern, relative to the folder of `assay.yml`. */
  readonly file: string;
  readonly rule: string;
  readonly reason: string;
  readonly range: TextRange;
}

export const noLintSettings: LintSettings = { rules: [], ignore: [] };
