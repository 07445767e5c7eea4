import { isDeepStrictEqual } from 'node:util';
import { doubtOf, type PromptOutline } from '#core/authoring/promptCases.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { DatasetReference } from '#core/prompts/prompt.ts';

/** Where a case of a run stands in the files as they are now. */
export interface CorrectionPlace {
  /** Relative to the root, with `/`. */
  readonly file: string;
  readonly isPrompt: boolean;
  readonly line: number;
  /** What the file calls that which is expected. */
  readonly column: string;
}

/**
 * Finds the case that a run asked about, by its id, and only where it still asks the same. `uses`: how the prompt names the
 * files of its datasets, relative to the root.
 */
export function correctionPlace(
  ran: EvalCase | undefined,
  outline: PromptOutline,
  prompt: {
    readonly file: string;
    readonly uses: readonly { readonly file: string; readonly reference: DatasetReference }[];
  },
): CorrectionPlace | { readonly why: string } {
  if (ran === undefined) return { why: "The run's own copy of the case cannot be read." };
  const found = outline.cases.find(({ testCase }) => testCase.id === ran.id);
  if (found === undefined) return { why: 'The case is not in its file any more.' };
  const { source, values } = found.testCase;
  const doubt = doubtOf(outline.problems.filter(({ file }) => file === source.file));
  if (doubt !== undefined) return { why: `Something is wrong in ${source.file}: ${doubt}` };
  if (!isDeepStrictEqual(withoutExpected(values), withoutExpected(ran.values))) {
    return { why: 'The case has changed since it was run. Run it again.' };
  }
  const isPrompt = source.file === prompt.file;
  const columns = prompt.uses
    .filter(({ file }) => file === source.file)
    .map(({ reference: { map } }) =>
      Object.hasOwn(map, 'expected') ? (map['expected'] ?? 'expected') : 'expected',
    );
  const [column = 'expected', other] = isPrompt ? [] : new Set(columns);
  if (other !== undefined) return { why: `The prompt reads ${source.file} in more than one way.` };
  return { file: source.file, isPrompt, line: source.line, column };
}

function withoutExpected({ expected: _expected, ...rest }: EvalCase['values']): unknown {
  return rest;
}
