import type { EvalCase } from '#protocol/case.ts';
import type { TextRange } from '#protocol/problem.ts';
import type { Role } from '#protocol/reply.ts';
import type { DocumentNode } from '../documents/node.ts';
import type { ModelParameters, ResponseFormat } from '../models/model.ts';

/** A message whose text may hold `{{variables}}`. */
export interface MessageTemplate {
  readonly role: Role;
  readonly content: string;
  /** Where the content stands in the file. */
  readonly range: TextRange;
  /** Where each `{{name}}` of the content stands, in order. Absent where the format cannot say. */
  readonly places?: readonly TextRange[];
}

export interface PromptVariant {
  /** `base` for the prompt as written at the top level. */
  readonly name: string;
  readonly messages: readonly MessageTemplate[];
  readonly parameters: ModelParameters;
  readonly responseFormat?: ResponseFormat;
  readonly range: TextRange;
}

/** A file of cases that a prompt uses. */
export interface DatasetReference {
  /** As written, relative to the prompt's folder. */
  readonly file: string;
  /** Case field → column of the file. */
  readonly map: Readonly<Record<string, string>>;
  readonly range: TextRange;
}

export interface Evaluator {
  /** Unique within the prompt. */
  readonly name: string;
  /** A metric's kind. */
  readonly uses: string;
  /** What stands under `with:`, not yet checked against the metric's settings. */
  readonly with: unknown;
  /** The same with its places. Absent where the format cannot say. */
  readonly settings?: DocumentNode;
  /** The value a score needs to pass: at least, or at most where lower is better. */
  readonly threshold?: number;
  readonly range: TextRange;
}

/** What a file of messages says, whatever format it was written in. */
export interface Prompt {
  readonly file: string;
  readonly name: string;
  readonly description?: string;
  /** Catalogue ids, each with its place, in order, without repetition. */
  readonly models: readonly { readonly id: string; readonly range: TextRange }[];
  /** At least one; the first is `base`. */
  readonly variants: readonly PromptVariant[];
  readonly cases: readonly EvalCase[];
  readonly datasets: readonly DatasetReference[];
  readonly evaluators: readonly Evaluator[];
  readonly repeats: number;
}

/** The messages of all variants; one that several variants share is there once. */
export function messagesOf({ variants }: Prompt): readonly MessageTemplate[] {
  return [...new Set(variants.flatMap((variant) => variant.messages))];
}
