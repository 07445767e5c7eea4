import type { EvalCase } from '#protocol/case.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import { CaseIds } from '../datasets/caseIds.ts';
import { readCases } from '../datasets/loadCases.ts';
import type { Files } from '../ports.ts';
import { compileConversation, type Conversation } from '../prompts/conversation.ts';
import { missingVariable } from '../prompts/missingVariables.ts';
import type { SnapshotCase } from '../store/snapshot.ts';
import type { ChosenPrompt } from './choose.ts';

/** Which cases are wanted; empty lists: all. */
export interface Wanted {
  readonly cases: readonly string[];
  readonly tags: readonly string[];
}

/** What one pass over a prompt's cases found. */
export interface Collected {
  readonly cases: number;
  /** Variant → characters of all its rendered messages, over all cases. */
  readonly characters: ReadonlyMap<string, number>;
  readonly expectedCharacters: number;
  readonly withExpected: number;
}

const mostProblems = 50;

/**
 * Reads every case of a prompt once, inline ones first: fills each variant to see that no value is missing,
 * counts characters for the estimate, and hands the wanted cases on.
 */
export async function collectCases(
  files: Files,
  root: string,
  place: number,
  { prompt, loaded, candidates }: ChosenPrompt,
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
  const take = (testCase: EvalCase, isInline: boolean): void => {
    if (ids.size > 0 && !ids.has(testCase.id)) return;
    if (tags.size > 0 && !testCase.tags.some((tag) => tags.has(tag))) return;
    if (ids.size > 0) seen.add(testCase.id);
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
    hear.case({ prompt: place, index: cases, testCase });
    cases += 1;
  };
  const caseIds = new CaseIds();
  let isUnread = false;
  const hearDataset = (problem: Problem): void => {
    isUnread ||= problem.severity === 'error';
    hear.problem(problem);
  };
  for (const testCase of prompt.cases) {
    caseIds.take(testCase.id, testCase.source.file, testCase.source.line);
    take(testCase, true);
  }
  for (const reference of prompt.datasets) {
    const read = readCases(files, root, loaded.file, reference, hearDataset, {
      ids: caseIds,
      signal,
    });
    for await (const batch of read) for (const testCase of batch) take(testCase, false);
  }
  signal.throwIfAborted();
  for (const id of ids) if (!seen.has(id)) hear.problem(unknownCase(loaded.file, id));
  const hasSources = prompt.cases.length + prompt.datasets.length > 0;
  // A dataset that could not be read has said so, and may hold what is missing here.
  if (cases === 0 && hasSources && !isUnread) hear.problem(noCases(loaded.file, wanted));
  return { cases, characters, expectedCharacters, withExpected };
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
