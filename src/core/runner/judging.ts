import type { ModelEntry, ModelTask } from '#protocol/catalogue.ts';
import type { Problem } from '#protocol/problem.ts';
import type { Estimate, LeftOutEvaluator, RunOptions } from '#protocol/run.ts';
import type { Catalogue } from '#protocol/catalogue.ts';
import type { InputHash } from '#protocol/run.ts';
import { verdictOn } from '../catalogue/policy.ts';
import { prepareEvaluators } from '../metrics/evaluate.ts';
import type { PreparedEvaluator } from '../metrics/metric.ts';
import type { Suite } from '../project/suite.ts';
import type { Prompt } from '../prompts/prompt.ts';
import type { ScorerHost } from '../scorers/scorer.ts';
import { modelProblems } from '../prompts/checkModels.ts';

/** The evaluators of a run and the judges they ask. */
export interface Judging {
  /** By prompt. */
  readonly evaluators: readonly (readonly PreparedEvaluator[])[];
  /** Every model that judges or makes embeddings, once; `id` as evaluators name it. */
  readonly judges: readonly { readonly id: string; readonly entry: ModelEntry }[];
  readonly problems: readonly Problem[];
  /** Files of the project that the evaluators read. */
  readonly inputs: readonly InputHash[];
  /** What the judges of one trial of a prompt are asked. */
  callsOf(prompt: number): readonly JudgeCalls[];
  /** Evaluators that take no part, since they ask a model. */
  readonly leftOut: readonly LeftOutEvaluator[];
}

/** The questions that one evaluator puts to one judge about one reply. */
export interface JudgeCalls {
  readonly evaluator: string;
  readonly entry: ModelEntry;
  readonly calls: Estimate;
  /** Of one question, without the case and the reply. */
  readonly characters: number;
}

/** What the instructions of a question take beside the evaluator's settings. */
export const instructionCharacters = 1200;
const once: Estimate = { low: 1, expected: 1, high: 1 };

/** Prepares every evaluator, and takes every judge and embedding model past the catalogue. Problems may repeat what lint says: see `FoundProblems`. */
export async function prepareJudging(
  catalogue: Catalogue | undefined,
  prompts: readonly {
    readonly file: string;
    readonly prompt: Pick<Prompt, 'evaluators'>;
    /** What is wrong with the evaluators is told already. */
    readonly isFaulty?: boolean;
  }[],
  defaults: Pick<RunOptions, 'judge' | 'embedding'> & {
    /** Leaves out whatever asks a judge or an embedding model. */
    readonly withoutJudges?: boolean;
  },
  today: string,
  scorers?: ScorerHost,
): Promise<Judging> {
  const problems: Problem[] = [];
  const evaluators: (readonly PreparedEvaluator[])[] = [];
  const entries = new Map<string, ModelEntry>();
  const inputs = new Map<string, string>();
  const calls: (readonly JudgeCalls[])[] = [];
  const leftOut: LeftOutEvaluator[] = [];
  for (const { file, prompt, isFaulty = false } of prompts) {
    const reading = await prepareEvaluators(prompt.evaluators, {
      file,
      defaultJudge: defaults.judge,
      defaultEmbedding: defaults.embedding,
      scorers,
    });
    if (!isFaulty) problems.push(...reading.problems);
    const asked: JudgeCalls[] = [];
    const taken: PreparedEvaluator[] = [];
    for (const evaluator of reading.value ?? []) {
      const asks = defaults.withoutJudges === true ? askedBy(evaluator) : undefined;
      if (asks !== undefined) {
        leftOut.push({ prompt: evaluators.length, evaluator: evaluator.name, asks });
        continue;
      }
      taken.push(evaluator);
      const { name, judges, calls: questions, embedders } = evaluator;
      for (const { file: path, sha256 } of evaluator.inputs) inputs.set(path, sha256);
      const written = prompt.evaluators.find((one) => one.name === name);
      for (const [id, task] of [...tasked(judges, 'chat'), ...tasked(embedders, 'embedding')]) {
        const verdict = verdictOn(catalogue, id, today, task);
        if (!isFaulty && written !== undefined) {
          problems.push(...modelProblems(verdict, file, written.range));
        }
        if (!verdict.allowed) continue;
        entries.set(id, verdict.entry);
        // What its cases ask is counted while they are read.
        if (evaluator.ofCase !== undefined) continue;
        const settings = JSON.stringify(written?.with ?? '').length;
        asked.push({
          evaluator: name,
          entry: verdict.entry,
          calls: task === 'embedding' ? once : questions,
          characters: task === 'embedding' ? 0 : instructionCharacters + settings,
        });
      }
    }
    evaluators.push(taken);
    calls.push(asked);
  }
  return {
    evaluators,
    judges: Array.from(entries, ([id, entry]) => ({ id, entry })),
    problems,
    inputs: Array.from(inputs, ([file, sha256]) => ({ file, sha256 })),
    callsOf: (prompt) => calls[prompt] ?? [],
    leftOut,
  };
}

function askedBy({ judges, embedders }: PreparedEvaluator): LeftOutEvaluator['asks'] | undefined {
  if (judges.length > 0) return 'judge';
  return embedders.length > 0 ? 'embedding model' : undefined;
}

function tasked(ids: readonly string[], task: ModelTask): (readonly [string, ModelTask])[] {
  return ids.map((id) => [id, task]);
}

/** What stands in where an evaluator names no model. */
export function defaultsOf({
  judge,
  embedding,
}: Pick<Suite, 'judge' | 'embedding'>): Pick<RunOptions, 'judge' | 'embedding'> {
  return {
    ...(judge === undefined ? {} : { judge: judge.id }),
    ...(embedding === undefined ? {} : { embedding: embedding.id }),
  };
}
