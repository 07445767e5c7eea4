import type { EvalCase } from '#protocol/case.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import { casesOf, type CaseDesk } from '../project/casesOf.ts';
import type { InputHash } from '#protocol/run.ts';
import type { CaseAsk, PreparedEvaluator } from '../metrics/metric.ts';
import { compileConversation, type Conversation } from '../prompts/conversation.ts';
import { missingVariable } from '../prompts/missingVariables.ts';
import type { SnapshotCase } from '../store/snapshot.ts';
import type { ChosenPrompt } from './choose.ts';
import { Demands } from './demands.ts';

/** Which cases are wanted; empty lists: all. */
export interface Wanted {
  readonly cases: readonly string[];
  readonly tags: readonly string[];
  /** Leaves out more of them; then a prompt may have none. */
  readonly takes?: (testCase: EvalCase) => boolean;
  /** The place of a case in the whole run, where this is a part of one. */
  readonly placeOf?: (testCase: EvalCase) => number;
}

/** What one pass over a prompt's cases found. */
export interface Collected {
  readonly cases: number;
  /** Variant → characters of all its rendered messages, over all cases. */
  readonly characters: ReadonlyMap<string, number>;
  readonly expectedCharacters: number;
  readonly withExpected: number;
  /** What the cases themselves ask of models, by model; all cases together, for one reply each. */
  readonly asks: readonly CaseAsk[];
  /** Files of the project that what the cases demand has read. */
  readonly inputs: readonly InputHash[];
}

/** A prompt of the plan, and its evaluators where there are any yet. */
type CollectedPrompt = ChosenPrompt & { readonly evaluators?: readonly PreparedEvaluator[] };

const mostProblems = 50;

/**
 * Reads every case of a prompt once, inline ones first: fills each variant to see that no value is missing,
 * counts characters for the estimate, and hands the wanted cases on.
 */
export async function collectCases(
  desk: CaseDesk,
  place: number,
  { prompt, loaded, candidates, evaluators = [] }: CollectedPrompt,
  wanted: Wanted,
  hear: {
    readonly case: (one: SnapshotCase) => void;
    readonly problem: (problem: Problem) => void;
  },
  signal: AbortSignal,
): Promise<Collected> {
  const names = new Set(candidates.map(({ info }) => info.variant));
  const variants = prompt.variants
    .filter(({ name }) => names.size === 0 || names.has(name))
    .map((variant) => ({
      name: variant.name,
      conversation: compileConversation(variant),
    }));
  const characters = new Map(variants.map(({ name }) => [name, 0]));
  const ids = new Set(wanted.cases);
  const tags = new Set(wanted.tags);
  const seen = new Set<string>();
  let cases = 0;
  let expectedCharacters = 0;
  let withExpected = 0;
  let missing = 0;
  const demands = new Demands(prompt, evaluators, hear.problem);
  const take = async (testCase: EvalCase, isInline: boolean): Promise<void> => {
    if (ids.size > 0 && !ids.has(testCase.id)) return;
    if (tags.size > 0 && !testCase.tags.some((tag) => tags.has(tag))) return;
    if (ids.size > 0) seen.add(testCase.id);
    if (wanted.takes?.(testCase) === false) return;
    for (const { name, conversation } of variants) {
      const { length, problems } = renderedLength(conversation, testCase, isInline);
      missing += problems.length;
      if (missing <= mostProblems) problems.forEach(hear.problem);
      characters.set(name, (characters.get(name) ?? 0) + length);
    }
    if (testCase.expected !== undefined) {
      withExpected += 1;
      expectedCharacters += lengthOf(testCase.expected);
    }
    if (testCase.assertions !== undefined) await demands.take(testCase);
    const whole = wanted.placeOf?.(testCase);
    hear.case({
      prompt: place,
      index: cases,
      ...(whole !== undefined && { place: whole }),
      testCase,
    });
    cases += 1;
  };
  let isUnread = false;
  const hearDataset = (problem: Problem): void => {
    isUnread ||= problem.severity === 'error';
    hear.problem(problem);
  };
  for await (const { cases: some, isInline } of casesOf(
    desk,
    loaded,
    prompt,
    hearDataset,
    signal,
  )) {
    for (const testCase of some) await take(testCase, isInline);
  }
  signal.throwIfAborted();
  for (const id of ids) if (!seen.has(id)) hear.problem(unknownCase(loaded.file, id));
  const hasSources = prompt.cases.length + prompt.datasets.length > 0;
  // A dataset that could not be read has said so, and may hold what is missing here.
  const isNarrowed = wanted.takes !== undefined;
  if (cases === 0 && hasSources && !isUnread && !isNarrowed)
    hear.problem(noCases(loaded.file, wanted));
  const { asks, inputs } = demands;
  return { cases, characters, expectedCharacters, withExpected, asks, inputs };
}

function renderedLength(
  conversation: Conversation,
  testCase: EvalCase,
  isInline: boolean,
): { readonly length: number; readonly problems: readonly Problem[] } {
  const { messages, missing, fault } = conversation.render(testCase.values);
  let length = 0;
  for (const { content } of messages) length += content.length;
  // Lint has looked at the cases beside the prompt, and knows their places better.
  const problems = isInline ? [] : missing.map((name) => missingVariable(testCase, name));
  if (fault !== undefined) problems.push(unfilled(testCase, fault));
  return { length, problems };
}

function unfilled({ id, source }: EvalCase, fault: string): Problem {
  const at = { line: source.line, column: 1 };
  return {
    code: 'template-failed',
    severity: 'error',
    file: source.file,
    range: { start: at, end: at },
    message: `The prompt cannot be filled with the case "${id}". ${fault}`,
    next: 'Change the value, or the template that reads it.',
  };
}

function lengthOf(expected: EvalCase['expected']): number {
  return typeof expected === 'string' ? expected.length : JSON.stringify(expected).length;
}

function unknownCase(file: string, id: string): Problem {
  return {
    code: 'case-unknown',
    severity: 'error',
    file,
    range: fileStart,
    message: `The prompt has no case "${id}".`,
    next: 'Look the id up in the prompt or its datasets; a case without an id gets one from its content.',
  };
}

function noCases(file: string, { tags }: Wanted): Problem {
  const why = tags.length > 0 ? ` with the tag ${tags.join(' or ')}` : '';
  return {
    code: 'no-cases',
    severity: 'error',
    file,
    range: fileStart,
    message: `There is no case${why}; a run without cases is not a pass.`,
    next: tags.length > 0 ? 'Name another tag.' : 'Add rows under testData, or a dataset.',
  };
}
