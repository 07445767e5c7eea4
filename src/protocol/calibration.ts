import type { Interval } from './run.ts';

/**
 * Whether a judge agrees with people. `stale`: it was calibrated, and the judge, its questions or its settings have
 * changed since. `below`: it agrees less than was asked for.
 */
export type JudgeStatus = 'calibrated' | 'below' | 'stale' | 'uncalibrated';

/** Labelled replies by what people and the judge say of them. */
export interface Confusion {
  readonly bothPass: number;
  readonly onlyPeoplePass: number;
  readonly onlyJudgePasses: number;
  readonly bothFail: number;
}

/** A share of `n` replies with its 95 % Wilson interval. */
export interface Share {
  readonly value: number;
  readonly n: number;
  readonly interval: Interval;
}

/** How a judge compares with people. Shares and kappas are absent where they are 0/0. */
export interface CalibrationFigures {
  /** Labelled replies whose case is known. */
  readonly labelled: number;
  /** Of those: people disagree on them evenly, the judge failed or had nothing to go by, or gave no verdict. */
  readonly disputed: number;
  readonly failed: number;
  readonly notApplicable: number;
  readonly withoutVerdict: number;
  /** The rest, which everything below is about. */
  readonly compared: number;
  /** What people gave, mostly: verdicts, or numbers on the evaluator's scale. */
  readonly scale: 'verdict' | 'number';
  /** Cohen's kappa; of numbers with quadratic weights. */
  readonly kappa?: number;
  /** 95 %, percentile bootstrap over labelled replies. */
  readonly kappaInterval?: Interval;
  readonly confusion?: Confusion;
  readonly accuracy?: number;
  /** The accuracy of who always says the same. */
  readonly constant?: { readonly verdict: 'pass' | 'fail'; readonly accuracy: number };
  /** Of the replies that people pass, those that the judge passes. */
  readonly sensitivity?: Share;
  /** Of the replies that people fail, those that the judge fails. */
  readonly specificity?: Share;
  /** Replies that several people labelled, how many of them alike, and Krippendorff's alpha. */
  readonly people?: { readonly replies: number; readonly agreed: number; readonly alpha?: number };
  /** Pearson's correlation of the judge's value with the length of the reply. */
  readonly lengthCorrelation?: number;
}

/** How one judge did on one day; committed beside the labels. */
export interface Calibration {
  readonly version: 1;
  /** Relative to the project's root, with `/`. */
  readonly prompt: string;
  readonly evaluator: string;
  /** ISO 8601, UTC. */
  readonly calibratedAt: string;
  /** The metric's kind. */
  readonly kind: string;
  readonly models: readonly { readonly id: string; readonly name: string }[];
  /** Of the models, the metric, its settings and what it asks. */
  readonly fingerprint: string;
  readonly labelsSha256: string;
  /** The kappa that was asked for. */
  readonly minAgreement: number;
  readonly figures: CalibrationFigures;
}

/** What a run knows of one of its judges. */
export interface JudgeState {
  readonly evaluator: string;
  readonly status: JudgeStatus;
  /** Fewer than 50 labelled replies stand behind it. */
  readonly provisional?: true;
  readonly kappa?: number;
  readonly compared?: number;
  /** Only where the calibration still holds. */
  readonly confusion?: Confusion;
}

/** A pass rate as it would be if the judge made no mistakes, or why that cannot be said. */
export type CorrectedRate =
  | { readonly value: number; readonly interval?: Interval }
  | { readonly why: string };

/** What a summary says of an evaluator that is a judge. */
export interface JudgeSummary extends Pick<JudgeState, 'status' | 'provisional' | 'kappa'> {
  /** Its verdict does not count: the gate wants calibrated judges, and this one is not. */
  readonly informs?: true;
  readonly corrected?: CorrectedRate;
}
