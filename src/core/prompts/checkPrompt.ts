import { fileStart, type Problem } from '#protocol/problem.ts';
import type { ModelTask } from '#protocol/catalogue.ts';
import type { ModelVerdict } from '../catalogue/policy.ts';
import { checkEvaluatorSense } from '../lint/checks/evaluators.ts';
import { checkParameters } from '../lint/checks/parameters.ts';
import {
  errorAt,
  firstProblems,
  quoteFound,
  warningAt,
  problemsInOrder,
} from '../documents/problems.ts';
import { checkEvaluators, type KnownMetric } from './checkEvaluators.ts';
import { checkModels } from './checkModels.ts';
import { checkSecrets } from './checkSecrets.ts';
import { checkVariables } from './checkVariables.ts';
import { placesIn } from './filledTexts.ts';
import { compileConversation } from './conversation.ts';
import {
  type MessageTemplate,
  messagesOf,
  type Prompt,
  type PromptVariant,
  settingsFileOf,
} from './prompt.ts';
import { sidecarOf } from './sidecarName.ts';

/** What lint knows besides the prompt. */
export interface PromptKnowledge {
  /** By kind. */
  readonly metrics: ReadonlyMap<string, KnownMetric>;
  /** What the catalogue says of a model: `verdictOn` with a catalogue and a date. */
  readonly judgeModel: (id: string, task?: ModelTask) => ModelVerdict;
  /** What runs where the prompt names no model. */
  readonly defaultModels: readonly string[];
  /** The judge where an evaluator names none. */
  readonly defaultJudge: string | undefined;
  /** The same for the embedding model. */
  readonly defaultEmbedding?: string | undefined;
  /** The text of the prompt's file, for exact places. */
  readonly text?: string | undefined;
}

/**
 * Everything that can be said of a prompt without asking a model or opening another file. What its
 * file's reader has said already is not said again. Rows of datasets: see `missingVariables`.
 */
export function checkPrompt(prompt: Prompt, knowledge: PromptKnowledge): readonly Problem[] {
  const problems = [
    ...checkMessages(prompt),
    ...checkCases(prompt),
    ...checkModels(prompt, knowledge),
    ...checkVariables(prompt),
    ...checkEvaluators(prompt, knowledge),
    ...checkSecrets(prompt),
    ...checkEvaluatorSense(prompt, knowledge.metrics),
    ...checkParameters(prompt, knowledge),
  ];
  return firstProblems(problemsInOrder(problems));
}

function checkMessages(prompt: Prompt): readonly Problem[] {
  const problems: Problem[] = [];
  const { file } = prompt;
  const late = new Set(prompt.variants.flatMap(systemAfterOthers));
  problems.push(...prompt.variants.flatMap((variant) => unusable(variant, file)));
  for (const message of messagesOf(prompt)) {
    if (message.content.trim() === '' && message.thread === undefined)
      problems.push(
        errorAt(
          file,
          message.range,
          'empty-message',
          `The ${message.role} message is empty.`,
          'Write its text or remove it.',
        ),
      );
    if (late.has(message))
      problems.push(
        errorAt(
          file,
          message.range,
          'system-after-user',
          'A system message follows a user or assistant message.',
          'Move it before the first user message.',
          'system messages first',
        ),
      );
  }
  return problems;
}

function unusable(variant: PromptVariant, file: string): readonly Problem[] {
  const { fault, faultAt } = compileConversation(variant);
  if (fault === undefined) return [];
  const message = faultAt && variant.messages[faultAt.message];
  const range =
    message?.isVerbatim === true && faultAt !== undefined
      ? placesIn(message)(faultAt.start, faultAt.start)
      : (message?.range ?? variant.range);
  const next = 'Put the template right; no case can be sent until then.';
  return [errorAt(file, range, 'template-invalid', fault, next)];
}

function systemAfterOthers({ messages }: PromptVariant): readonly MessageTemplate[] {
  const first = messages.findIndex((message) => message.role !== 'system');
  if (first < 0) return [];
  return messages.filter((message, index) => message.role === 'system' && index > first);
}

function checkCases(prompt: Prompt): readonly Problem[] {
  const { cases, datasets, evaluators } = prompt;
  const file = settingsFileOf(prompt);
  const where = placeFor(prompt);
  const problems: Problem[] = [];
  if (cases.length === 0 && datasets.length === 0)
    problems.push(
      errorAt(
        file,
        fileStart,
        'no-cases',
        'The prompt has no cases, and 0 cases is not a pass.',
        `Add cases under \`testData\`, or a file under \`datasets\`${where}.`,
      ),
    );
  if (evaluators.length === 0)
    problems.push(
      warningAt(
        file,
        fileStart,
        'no-evaluators',
        'Nothing is asserted: the prompt has no evaluators.',
        `Add one under \`evaluators\`${where}.`,
      ),
    );
  return problems;
}

/** A file of another tool has no place for it. */
function placeFor({ file, settingsFile, fidelity }: Prompt): string {
  if (fidelity === undefined) return '';
  return settingsFile === undefined ? ` in a file ${quoteFound(sidecarOf(file))} beside it` : '';
}
