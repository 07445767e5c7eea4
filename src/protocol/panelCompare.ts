import type { MeasuredChange } from './comparison.ts';
import type { ShownText, SideRef } from './panel.ts';
import type { CandidateName, EvaluatorName, RowOutcome } from './panelRun.ts';

/** One of the candidates that are compared. */
export interface SideView {
  readonly ref: SideRef;
  readonly name: Pick<CandidateName, 'variant' | 'model'>;
  /** ISO 8601, UTC: when the run started; or `baseline`. */
  readonly when: string;
  readonly commit?: string;
  readonly cases: number;
  readonly passRate?: number;
  readonly costUsd?: number;
  /** Milliseconds. */
  readonly latency?: { readonly p50: number; readonly p95: number };
  /** The messages of its variant as text; absent where the run's copy is gone. */
  readonly prompt?: ShownText;
  readonly promptFile: string;
  /** Index into the run's prompts; absent of a baseline. */
  readonly promptPlace?: number;
  /** Mean of the evaluators as they count for quality, from 0 to 1: what is drawn against cost. */
  readonly quality?: number;
}

export interface CompareView {
  /** The first is what the others are compared with. */
  readonly sides: readonly SideView[];
  /** Only what is not the same on all sides; `null`: not set. */
  readonly parameters: readonly {
    readonly name: string;
    readonly values: readonly (string | null)[];
  }[];
  readonly evaluators: readonly EvaluatorName[];
  /** Share of cases that pass, then each evaluator. */
  readonly metrics: readonly {
    /** Absent: the pass rate. */
    readonly evaluator?: string;
    readonly better: 'higher' | 'lower';
    /** A value for each side; `null`: nothing was scored. */
    readonly values: readonly (number | null)[];
    /** For each side against the first; the first has none. */
    readonly verdicts: readonly (MeasuredChange | null)[];
  }[];
  readonly flips: { readonly toFailed: number; readonly toPassed: number };
}

/** `flipped`: another verdict than on the first side. Flips come first in every order of the plan. */
export interface CompareQuery {
  readonly sides: readonly SideRef[];
  readonly filter: {
    readonly only?: 'to-failed' | 'to-passed' | 'flipped' | 'moved' | undefined;
    readonly text?: string | undefined;
  };
  readonly from: number;
  readonly count: number;
}

export interface CompareRow {
  readonly caseId: string;
  readonly input: string;
  readonly change: 'to-failed' | 'to-passed' | 'moved' | 'unchanged' | 'one side only';
  /** In the order of the sides; `null`: the case is not there. */
  readonly sides: readonly (CompareCell | null)[];
}

export interface CompareCell {
  readonly outcome: RowOutcome;
  readonly excerpt: string;
  /** In the order of the view's evaluators. */
  readonly scores: readonly (number | null)[];
}

export interface CompareRows {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly CompareRow[];
}

/** Cases by what they scored before and after. Cases with the same two scores are one point. */
export interface ScatterView {
  readonly points: readonly {
    readonly before: number;
    readonly after: number;
    readonly cases: number;
    /** Some of them, to open. */
    readonly caseIds: readonly string[];
  }[];
  /** All cases with both scores; the points may stand for fewer. */
  readonly total: number;
}
