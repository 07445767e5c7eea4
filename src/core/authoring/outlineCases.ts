import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import { CaseIds } from '../datasets/caseIds.ts';
import type { DatasetMemory } from '../datasets/dataset.ts';
import { readCases } from '../datasets/loadCases.ts';
import type { Files } from '../ports.ts';
import type { Prompt } from '../prompts/prompt.ts';
import type { OutlinedCase } from './outlinedCase.ts';
import { inlineCases, mostOutlined, placed, type PromptOutline } from './promptCases.ts';

/** The cases beside a prompt and the ones of its datasets. Never throws for what is wrong with a file. */
export async function outlineCases(
  files: Files,
  root: string,
  prompt: Prompt,
  text: string,
  signal: AbortSignal,
  memory?: DatasetMemory,
): Promise<PromptOutline> {
  const ids = new CaseIds();
  for (const { id, source } of prompt.cases) ids.take(id, source.file, source.line);
  const inline = inlineCases(prompt, text);
  if (inline.length > mostOutlined) {
    return { cases: inline.slice(0, mostOutlined), problems: [], isCut: true };
  }
  const cases: OutlinedCase[] = [...inline];
  const problems: Problem[] = [];
  const tell = (problem: Problem): void => {
    problems.push(problem);
  };
  for (const reference of prompt.datasets) {
    const read: EvalCase[] = [];
    for await (const batch of readCases(files, root, prompt.file, reference, tell, {
      ids,
      signal,
      ...(memory === undefined ? {} : { memory }),
    })) {
      read.push(...batch);
      if (cases.length + read.length > mostOutlined) {
        const fitting = placed(read, undefined).slice(0, mostOutlined - cases.length);
        return { cases: [...cases, ...fitting], problems, isCut: true };
      }
    }
    cases.push(...placed(read, undefined));
  }
  return { cases, problems, isCut: false };
}
