import type { EvalCase } from '#protocol/case.ts';
import { hasErrors, type Problem } from '#protocol/problem.ts';
import type { Prompt } from '../prompts/prompt.ts';
import type { OutlinedCase } from './outlinedCase.ts';

/** More cases than this are not shown one by one. */
export const mostOutlined = 20_000;

/** A prompt's cases as a run would number them. */
export interface PromptOutline {
  readonly cases: readonly OutlinedCase[];
  readonly problems: readonly Problem[];
  /** There are more than `mostOutlined`. */
  readonly isCut: boolean;
}

/** The cases that a prompt brings itself: those of its own file, whose text is `text`, and of files that this one names. */
export function inlineCases({ cases, file }: Prompt, text: string): readonly OutlinedCase[] {
  const byFile = Map.groupBy(cases, ({ source }) => source.file);
  if (byFile.size > 1) {
    const all = [...byFile].flatMap(([name, ones]) => inOneFile(ones, name === file, text));
    const found = new Map(all.map((one) => [one.testCase, one]));
    // In the order of the prompt, which a run keeps.
    return cases.flatMap((testCase) => found.get(testCase) ?? []);
  }
  return inOneFile(cases, cases[0]?.source.file === file, text);
}

/** Those of them that stand in the prompt's own file. */
export function ownCases({ cases, file }: Prompt, text: string): readonly OutlinedCase[] {
  return inOneFile(
    cases.filter(({ source }) => source.file === file),
    true,
    text,
  );
}

function inOneFile(
  cases: readonly EvalCase[],
  isOwn: boolean,
  text: string,
): readonly OutlinedCase[] {
  const [first] = cases;
  if (first === undefined) return [];
  const inOrder = cases.toSorted((one, other) => one.source.line - other.source.line);
  return placed(inOrder, isOwn ? endOfList(text, inOrder.at(-1)?.source.line ?? 1) : undefined);
}

/** Why no case of a file may be run now: what is wrong in it may be anything, a swallowed case included. */
export function doubtOf(problems: readonly Problem[]): string | undefined {
  const error = hasErrors(problems)
    ? problems.find(({ severity }) => severity === 'error')
    : undefined;
  return error === undefined ? undefined : `line ${error.range.start.line}: ${error.message}`;
}

/** `end`: the last line of the last case, where it is known. */
export function placed(
  cases: readonly EvalCase[],
  end: number | undefined,
): readonly OutlinedCase[] {
  return cases.map((testCase, at) => {
    const { file, line } = testCase.source;
    const oneLine = file.toLowerCase().endsWith('.jsonl');
    const next = cases[at + 1]?.source.line ?? (end ?? Number.MAX_SAFE_INTEGER) + 1;
    return {
      testCase,
      firstLine: line,
      lastLine: oneLine ? line : Math.max(line, next - 1),
      isNamed: isNamed(testCase),
    };
  });
}

function isNamed({ values }: EvalCase): boolean {
  const id = Object.hasOwn(values, 'id') ? values['id'] : undefined;
  return id !== undefined && id !== null && id !== '';
}

/** The last line before the next key at the top of a YAML file. */
function endOfList(text: string, fromLine: number): number {
  const lines = text.split(/\r\n?|\n/);
  const next = lines.findIndex((line, at) => at >= fromLine && /^[^\s#-]/.test(line));
  const end = next === -1 ? lines.length : next;
  const blank = lines.slice(0, end).findLastIndex((line) => line.trim() !== '');
  return Math.max(fromLine, blank + 1);
}
