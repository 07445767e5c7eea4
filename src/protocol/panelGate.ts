import type { RowsFilter, RowsSort } from './panelRun.ts';
import type { GateCheck, QuarantineEntry } from './run.ts';

/** What a run's gate asked for, rule by rule. */
export interface GateView {
  readonly pass: boolean;
  /** Sentences of a run that kept no more; empty where there are checks. */
  readonly reasons: readonly string[];
  readonly notes: readonly string[];
  /** Those that were missed first. */
  readonly checks: readonly CheckView[];
  readonly quarantined: readonly QuarantinedView[];
  /** The rule asks that nothing has regressed. */
  readonly asksRegression: boolean;
}

export interface CheckView extends GateCheck {
  /** The prompt, variant and model that it was held against; absent: the whole run. */
  readonly candidateName?: string;
  /** The cases that stand behind it. */
  readonly behind?: CasesBehind;
}

/** Rows of the case table. */
export interface CasesBehind {
  /** Index into the run's prompts. */
  readonly prompt: number;
  readonly filter: RowsFilter;
  readonly sort?: RowsSort;
  /** How many rows that are. */
  readonly rows: number;
}

export interface QuarantinedView {
  readonly entry: QuarantineEntry;
  readonly caseId: string;
  readonly candidateName: string;
  readonly judged: number;
  readonly passed: number;
  readonly errors: number;
  readonly behind?: CasesBehind;
}
