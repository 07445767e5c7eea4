import type { EvalCase } from '#protocol/case.ts';
import { hasErrors, type Problem } from '#protocol/problem.ts';
import { CaseIds } from '../datasets/caseIds.ts';
import { readCases } from '../datasets/loadCases.ts';
import { builtinMetrics } from '../metrics/builtin.ts';
import { loadProject } from '../project/loadProject.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { suggestForPrompt } from '../suggest/suggest.ts';
import type { Suggested } from '../suggest/suggestion.ts';
import type { EngineSetup } from './setup.ts';

/** Enough to see what cases are like. */
const mostCases = 200;

/** Metrics for a prompt file. Only its own problems count, and those of its first cases. */
export async function suggestMetrics(
  { ports, root }: EngineSetup,
  file: string,
): Promise<{ readonly problems: readonly Problem[]; readonly suggested?: Suggested }> {
  const project = await loadProject(ports.files, root, [file]);
  const [loaded] = project.prompts;
  const problems = project.problems.filter((one) => one.code !== 'model-no-catalogue');
  const prompt = loaded?.prompt;
  if (prompt === undefined) return { problems };
  const cases = [...prompt.cases];
  for (const reference of prompt.datasets) {
    const tell = (problem: Problem): void => void problems.push(problem);
    cases.push(...(await firstCases(ports, root, prompt, reference, tell)));
  }
  if (hasErrors(problems)) return { problems };
  return { problems, suggested: suggestForPrompt(prompt, cases, builtinMetrics) };
}

async function firstCases(
  { files }: Pick<EngineSetup['ports'], 'files'>,
  root: string,
  prompt: Prompt,
  reference: Prompt['datasets'][number],
  tell: (problem: Problem) => void,
): Promise<readonly EvalCase[]> {
  const cases: EvalCase[] = [];
  const ids = new CaseIds();
  for await (const batch of readCases(files, root, prompt.file, reference, tell, { ids })) {
    cases.push(...batch.slice(0, mostCases - cases.length));
    if (cases.length >= mostCases) break;
  }
  return cases;
}
