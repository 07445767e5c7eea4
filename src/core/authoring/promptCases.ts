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

/** The cases that stand in the prompt's own file. `text` is that file. */
export function inlineCases({ cases }: Prompt, text: string): readonly OutlinedCase[] {
  const [first] = cases;
  if (first === undefined) return [];
  const lastLine = endOfList(text, first.source.line);
  return placed(cases, lastLine);
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
