/** What a person says of a reply: that it passes or not, or a number on the evaluator's scale. */
export type LabelVerdict = 'pass' | 'fail' | number;

/** One person's word on exactly one text. */
export interface Label {
  readonly caseId: string;
  /** SHA-256 of `reply` in hex. */
  readonly replySha256: string;
  readonly reply: string;
  /** Absent: the label is of the whole reply. */
  readonly evaluator?: string;
  /** Absent: a comment or a correction alone, which holds no judge to anything. */
  readonly verdict?: LabelVerdict;
  /** How the reply should have been. */
  readonly correction?: string;
  readonly comment?: string;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Where the reply came from. */
  readonly run?: string;
  readonly trial?: number;
}

/** Takes back what the same person said of exactly one text before. */
export type Withdrawal = Pick<Label, 'caseId' | 'replySha256' | 'evaluator' | 'by' | 'at'> & {
  readonly withdrawn: true;
};

/** A label as it is given; who and when are added, unless they are known from elsewhere. */
export interface NewLabel extends Omit<Label, 'replySha256' | 'by' | 'at'> {
  readonly by?: string;
}
