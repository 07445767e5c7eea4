import type { Interval } from './run.ts';

/**
 * What the numbers allow to say of a change. `no evidence` is never "equal": a smaller change than `smallest` could have
 * been missed. `too few cases`: no outcome at all could have been significant.
 */
export type ChangeVerdict = 'improved' | 'regressed' | 'no evidence' | 'too few cases';

/** Two runs, or a baseline and a run. Plain data: what a page, a terminal and a report show alike. */
export interface RunComparison {
  readonly version: 1;
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  /** A change is one where the adjusted p is not above this. */
  readonly alpha: number;
  /** Comparisons that p-values are adjusted for, together: those that could have shown a change. */
  readonly counted: number;
  /** Something is `regressed`. */
  readonly regressed: boolean;
  /** In the order of the side that is a run, the later one where both are. */
  readonly prompts: readonly PromptComparison[];
  /** Files of prompts that only one side has. */
  readonly promptsOnlyBefore: readonly string[];
  readonly promptsOnlyAfter: readonly string[];
  /** Sentences about baselines that could not be read. */
  readonly faults: readonly string[];
}

export interface ComparedSide {
  readonly what: 'baseline' | 'run';
  /** The run; of baselines the one that was accepted last, and absent where they differ in it. */
  readonly run?: string;
  /** ISO 8601, UTC: when it started, or was accepted last. */
  readonly at: string;
}

export interface PromptComparison {
  /** Relative to the project's root, with `/`. */
  readonly file: string;
  readonly name: string;
  readonly candidates: readonly CandidateComparison[];
  /** Candidates without a partner. */
  readonly onlyBefore: readonly ComparedCandidate[];
  readonly onlyAfter: readonly ComparedCandidate[];
}

export interface ComparedCandidate {
  readonly variant: string;
  readonly model: string;
}

/** One candidate before and after; another model or variant where that is what is compared. */
export interface CandidateComparison {
  readonly before: ComparedCandidate;
  readonly after: ComparedCandidate;
  /** Cases that both sides have. */
  readonly paired: number;
  /** Ids of cases that only one side has; they are part of no number. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  readonly toFailed: readonly Flip[];
  readonly toPassed: readonly Flip[];
  /** The verdict of whole trials first, then the evaluators. */
  readonly measures: readonly Measure[];
}

/** A case that passed in all its repetitions on one side only. */
export interface Flip {
  readonly caseId: string;
  readonly before: PassCount;
  readonly after: PassCount;
}

export interface PassCount {
  readonly passed: number;
  readonly judged: number;
}

export type Measure = MeasuredChange | NotCompared;

/**
 * `mcnemar`: exact, on verdicts asked once. `sign-flip`: randomisation of the cases' differences.
 * `swapped-cases`: the corpus value computed anew after swapping random cases between the sides.
 */
export type ChangeTest = 'mcnemar' | 'sign-flip' | 'swapped-cases';

/** Values are as the metric gives them, shares of passes from 0 to 1; a difference is after − before. */
export interface MeasuredChange {
  /** Absent: the verdict of whole trials. */
  readonly evaluator?: string;
  readonly better: 'higher' | 'lower';
  /** Cases with a value on both sides. */
  readonly n: number;
  /** Paired cases whose statistics one side did not keep; only of corpus metrics. */
  readonly withoutStatistics?: number;
  readonly before: number;
  readonly after: number;
  readonly difference: number;
  /** 95 %, of the difference, for one comparison alone: the verdict comes from the p-value. */
  readonly interval?: Interval;
  readonly test: ChangeTest;
  /** Random draws behind p; absent: all outcomes were counted. */
  readonly draws?: number;
  /** Two-sided. With missing repetitions the larger of p as seen and p in the worst case. */
  readonly p: number;
  /** Made good for the number of comparisons (Holm). Absent: not counted among them. */
  readonly adjusted?: number;
  /** Of Wilcoxon's signed-rank test: a second opinion that decides nothing. */
  readonly wilcoxonP?: number;
  /** The smallest difference, without its sign, that four of five such comparisons would have shown. */
  readonly smallest?: number;
  /** The evaluator, or one of those behind the verdict, had other settings: perhaps not the replies have changed. */
  readonly otherSettings?: true;
  /** It has the numbers of the trials' verdict, case by case: one comparison, counted once, with one verdict. */
  readonly sameAsVerdict?: true;
  /** Set where the sides have unequal numbers of repetitions of a case. */
  readonly worstCase?: WorstCase;
  /** Further figures of a corpus metric; not counted, and without a verdict. */
  readonly figures?: readonly FigureChange[];
  readonly verdict: ChangeVerdict;
}

/** The same comparison with each missing repetition filled in by what speaks most against the change. */
export interface WorstCase {
  readonly missing: number;
  readonly difference: number;
  readonly p: number;
  /** Without this rule the verdict would have been a change. */
  readonly decided: boolean;
}

export interface FigureChange {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly difference: number;
  readonly interval?: Interval;
  readonly p: number;
}

/**
 * Why there is no number. `no-pairs`: no case has a value on both sides. `no-statistics`: a corpus value cannot be computed
 * anew, since one side kept no statistics. `another-metric`: the name stands for different metrics.
 */
export interface NotCompared {
  readonly evaluator?: string;
  readonly why: 'no-pairs' | 'no-statistics' | 'another-metric' | 'only-before' | 'only-after';
}
