import type { JsonObject } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { TextRange } from '#protocol/problem.ts';
import type { Role } from '#protocol/reply.ts';
import type { DocumentNode } from '../documents/node.ts';
import type { ModelParameters, ResponseFormat } from '../models/model.ts';
import type { TemplateKind } from '../templates/language.ts';
import type { Trimming } from './trimMessage.ts';

/** A message whose text may hold variables. */
export interface MessageTemplate {
  readonly role: Role;
  readonly content: string;
  /** Where the content stands in the file. */
  readonly range: TextRange;
  /** Where each variable of the content stands, in order. Absent where the format cannot say. */
  readonly places?: readonly TextRange[];
  /** The content is the file's own text from the start of the range on, so that places in it can be counted out. */
  readonly isVerbatim?: true;
  /** Set: not a message of its own, but the turns of a conversation that this value of the case holds. */
  readonly thread?: string;
}

/** How the texts of a variant are filled, where that is not Assay's own way. */
export interface VariantTemplate {
  readonly language: TemplateKind;
  /** Texts that the messages may include, by the name they call them. */
  readonly partials?: Readonly<Record<string, string>>;
  /** What a value is where a case has none. */
  readonly defaults?: JsonObject;
  /** Names that may well have no value: it is not missed. */
  readonly optional?: readonly string[];
  /** What around a message does not count. */
  readonly trims?: Trimming;
}

export interface PromptVariant {
  /** `base` for the prompt as written at the top level, or where there is only one. */
  readonly name: string;
  readonly messages: readonly MessageTemplate[];
  readonly parameters: ModelParameters;
  readonly responseFormat?: ResponseFormat;
  /** Absent: each message is filled for itself, `{{name}}` by `{{name}}`. */
  readonly template?: VariantTemplate;
  /** Of the prompt's models only these are asked with it. Absent: all. */
  readonly models?: readonly string[];
  readonly range: TextRange;
}

/** What became of one key of a file that was written for another tool. */
export interface FidelityLine {
  /** As the file has it: `model.parameters.max_tokens`. */
  readonly key: string;
  readonly range: TextRange;
  /** `kept` with its meaning; `translated` into other words; `approximated`: the meaning is near; `dropped`: without effect here. */
  readonly fate: 'kept' | 'translated' | 'approximated' | 'dropped';
  /** A sentence; there is one wherever the meaning is not the same. */
  readonly note?: string;
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

export interface NamedModel {
  readonly id: string;
  readonly range: TextRange;
  /** Where it is named, if not in the prompt's own file. */
  readonly file?: string;
}

/** What a file of messages says, whatever format it was written in. */
export interface Prompt {
  readonly file: string;
  readonly name: string;
  readonly description?: string;
  /** Catalogue ids, each with its place, in order, without repetition. */
  readonly models: readonly NamedModel[];
  /** At least one. */
  readonly variants: readonly PromptVariant[];
  readonly cases: readonly EvalCase[];
  readonly datasets: readonly DatasetReference[];
  readonly evaluators: readonly Evaluator[];
  /** How often each case is asked. Absent: the file does not say, and the suite decides. */
  readonly repeats?: number;
  /** Where datasets, evaluators and their settings stand, if not in the prompt's own file. */
  readonly settingsFile?: string;
  /** Names of values that something beside the messages reads. */
  readonly alsoRead?: readonly string[];
  /** A line for each key, in the order of the file. Absent: the file is Assay's own. */
  readonly fidelity?: readonly FidelityLine[];
}

/** The file that says how a prompt is evaluated. */
export function settingsFileOf({
  file,
  settingsFile,
}: Pick<Prompt, 'file' | 'settingsFile'>): string {
  return settingsFile ?? file;
}

/** The messages of all variants; one that several variants share is there once. */
export function messagesOf({ variants }: Prompt): readonly MessageTemplate[] {
  return [...new Set(variants.flatMap((variant) => variant.messages))];
}
