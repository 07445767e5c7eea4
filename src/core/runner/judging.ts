import type { ModelEntry } from '#protocol/catalogue.ts';
import type { Problem } from '#protocol/problem.ts';
import type { Catalogue } from '#protocol/catalogue.ts';
import { verdictOn } from '../catalogue/policy.ts';
import { prepareEvaluators, type PreparedEvaluator } from '../metrics/evaluate.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { modelProblems } from '../prompts/checkModels.ts';

/** The evaluators of a run and the judges they ask. */
export interface Judging {
  /** By prompt. */
  readonly evaluators: readonly (readonly PreparedEvaluator[])[];
  /** Every model that judges, once; `id` as evaluators name it. */
  readonly judges: readonly { readonly id: string; readonly entry: ModelEntry }[];
  readonly problems: readonly Problem[];
  /** The judge calls of one trial of a prompt; `characters`: of the question without the reply. */
  callsOf(prompt: number): readonly { readonly entry: ModelEntry; readonly characters: number }[];
}

/** Prepares every evaluator, and takes every judge past the catalogue. Problems may repeat what lint says: see `FoundProblems`. */
export async function prepareJudging(
  catalogue: Catalogue | undefined,
  prompts: readonly {
    readonly file: string;
    readonly prompt: Pick<Prompt, 'evaluators'>;
    /** What is wrong with the evaluators is told already. */
    readonly isFaulty?: boolean;
  }[],
  defaultJudge: string | undefined,
  today: string,
): Promise<Judging> {
  const problems: Problem[] = [];
  const evaluators: (readonly PreparedEvaluator[])[] = [];
  const entries = new Map<string, ModelEntry>();
  const calls: { readonly entry: ModelEntry; readonly characters: number }[][] = [];
  for (const { file, prompt, isFaulty = false } of prompts) {
    const reading = await prepareEvaluators(prompt.evaluators, { file, defaultJudge });
    if (!isFaulty) problems.push(...reading.problems);
    evaluators.push(reading.value ?? []);
    const asked: { readonly entry: ModelEntry; readonly characters: number }[] = [];
    for (const { name, judges } of reading.value ?? []) {
      const written = prompt.evaluators.find((one) => one.name === name);
      for (const id of judges) {
        const verdict = verdictOn(catalogue, id, today);
        if (!isFaulty && written !== undefined) {
          problems.push(...modelProblems(verdict, file, written.range));
        }
        if (!verdict.allowed) continue;
        entries.set(id, verdict.entry);
        const characters = JSON.stringify(written?.with ?? '').length;
        asked.push({ entry: verdict.entry, characters });
      }
    }
    calls.push(asked);
  }
  return {
    evaluators,
    judges: Array.from(entries, ([id, entry]) => ({ id, entry })),
    problems,
    callsOf: (prompt) => calls[prompt] ?? [],
  };
}
