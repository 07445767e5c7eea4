import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import { CaseIds } from '../datasets/caseIds.ts';
import { readCases } from '../datasets/loadCases.ts';
import type { Files } from '../ports.ts';
import type { Prompt } from '../prompts/prompt.ts';
import type { LoadedPrompt } from './loadProject.ts';

export interface CaseDesk {
  readonly files: Files;
  readonly root: string;
}

/** Every case of a prompt, those beside it first, in batches; what is wrong with a dataset goes to `tell`. */
export async function* casesOf(
  { files, root }: CaseDesk,
  { file }: Pick<LoadedPrompt, 'file'>,
  prompt: Pick<Prompt, 'cases' | 'datasets'>,
  tell: (problem: Problem) => void,
  signal: AbortSignal,
): AsyncGenerator<{ readonly cases: readonly EvalCase[]; readonly isInline: boolean }> {
  const ids = new CaseIds();
  for (const { id, source } of prompt.cases) ids.take(id, source.file, source.line);
  if (prompt.cases.length > 0) yield { cases: prompt.cases, isInline: true };
  for (const reference of prompt.datasets) {
    for await (const cases of readCases(files, root, file, reference, tell, { ids, signal })) {
      yield { cases, isInline: false };
    }
  }
}
