import type { ModelReply } from './reply.ts';
import type { JudgeUse, NamedScore } from './score.ts';

/**
 * How a trial ended; exactly one. `unknown`: dispatched and never answered, perhaps billed.
 * Only the first four have a reply.
 */
export type TrialState =
  | 'replied'
  | 'truncated'
  | 'filtered'
  | 'empty'
  | 'error'
  | 'cancelled'
  | 'budget-reached'
  | 'unknown';

export const trialStates: readonly TrialState[] = [
  'replied',
  'truncated',
  'filtered',
  'empty',
  'error',
  'cancelled',
  'budget-reached',
  'unknown',
];

/** Which trial: one case × one candidate × one repetition. */
export interface TrialRef {
  /** The trial's number in its run's plan; the same after a resume. */
  readonly trial: number;
  /** Index into the manifest's candidates. */
  readonly candidate: number;
  readonly caseId: string;
  /** From 0. */
  readonly repeat: number;
}

export interface TrialFailure {
  /** A `ModelErrorCode`, or a code of a reader or renderer. */
  readonly code: string;
  readonly message: string;
}

export interface TrialResult extends TrialRef {
  readonly state: TrialState;
  readonly reply?: ModelReply;
  readonly failure?: TrialFailure;
  readonly scores: readonly NamedScore[];
  /** All evaluators with a verdict passed. Absent: no verdict, because nothing was scored or something failed to score. */
  readonly pass?: boolean;
  /** Requests sent for the reply, judges not counted. */
  readonly attempts: number;
  /** A line for each judge that was asked about the reply. */
  readonly judging?: readonly JudgeUse[];
  /** USD that this trial cost now, failed attempts and judges included. Absent where a price is missing. */
  readonly costUsd?: number;
}
