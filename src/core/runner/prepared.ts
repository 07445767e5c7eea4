import type { Candidate } from '#protocol/run.ts';
import type { PreparedEvaluator } from '../metrics/metric.ts';
import type { Model, ModelParameters, ResponseFormat } from '../models/model.ts';
import type { Conversation } from '../prompts/conversation.ts';

/** A candidate with everything that a trial needs, made once a run. */
export interface PreparedCandidate {
  /** Index into the manifest's candidates. */
  readonly index: number;
  readonly info: Candidate;
  readonly promptName: string;
  /** Relative to the root, with `/`. */
  readonly promptFile: string;
  /** Who is asked and billed; candidates of one account share its pauses and its end. */
  readonly account: string;
  readonly model: Model;
  readonly conversation: Conversation;
  readonly parameters: ModelParameters;
  readonly responseFormat?: ResponseFormat;
  readonly evaluators: readonly PreparedEvaluator[];
  readonly repeats: number;
}
