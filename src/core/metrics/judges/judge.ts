import type { JsonObject } from '#base/json.ts';
import type { Estimate } from '#protocol/run.ts';
import * as z from 'zod/mini';
import type { Evidence, Measured, Metric } from '../metric.ts';
import { failed, notApplicable } from '../verdict.ts';
import { JudgeFault, putQuestion, type Question } from './putQuestion.ts';
import { NothingToJudge } from './sources.ts';

/** What every judge can be told. */
export interface JudgeSettings {
  readonly modelId?: string | undefined;
}

/** The shape of `JudgeSettings`, to be spread into a judge's own. */
export const judgeSetting: { readonly modelId: z.ZodMiniOptional<z.ZodMiniString> } = {
  modelId: z.optional(
    z
      .string()
      .check(z.minLength(1), z.describe('The judge. Left out: the default judge of the suite.')),
  ),
};

/** Where one measurement puts its questions. */
export interface Bench {
  /** Rejects with `JudgeFault`. */
  ask<T>(question: Question<T>): Promise<T>;
}

export interface JudgeDeclaration<Settings extends JudgeSettings> extends Pick<
  Metric<Settings>,
  'kind' | 'title' | 'documentation' | 'needs' | 'useCases' | 'settings'
> {
  /** Counts up with every change of what the judge is asked; stored with each score. */
  readonly version: number;
  readonly better?: 'lower';
  /** Absent: 0 to 1. */
  readonly range?: readonly [number, number];
  /** Questions of one measurement without repairs. Absent: 1. */
  calls?(settings: Settings): number | Estimate;
  /** May reject with `JudgeFault` or `NothingToJudge`. */
  judge(evidence: Evidence, settings: Settings, bench: Bench): Promise<Measured>;
}

/** A metric from what is particular to a judge. Its scores name the judge and the version of its prompt. */
export function defineJudge<Settings extends JudgeSettings>(
  declared: JudgeDeclaration<Settings>,
): Metric<Settings> {
  const { kind, title, documentation, needs, useCases, settings, version } = declared;
  const prompt = `${kind}/${version}`;
  return {
    kind,
    title,
    documentation,
    level: 'case',
    better: declared.better ?? 'higher',
    range: declared.range ?? [0, 1],
    needs,
    cost: 'judge',
    useCases,
    settings,
    judges: ({ modelId }, defaultJudge) => {
      const judge = modelId ?? defaultJudge;
      return judge === undefined ? [] : [judge];
    },
    calls: (given) => withRepairs(declared.calls?.(given) ?? 1),
    async measure(evidence, given, tools) {
      const modelId = given.modelId ?? tools.defaultJudge;
      if (modelId === undefined) {
        return failed('the evaluator names no judge, and there is no default');
      }
      let asked = false;
      const bench: Bench = {
        ask(question) {
          asked = true;
          return putQuestion(tools, modelId, prompt, question);
        },
      };
      const measured = await measuredBy(() => declared.judge(evidence, given, bench));
      if (!asked) return measured;
      return { ...measured, details: { judge: modelId, prompt, ...measured.details } };
    },
  };
}

async function measuredBy(judge: () => Promise<Measured>): Promise<Measured> {
  try {
    return await judge();
  } catch (fault) {
    if (fault instanceof NothingToJudge) return notApplicable(fault.message);
    if (fault instanceof JudgeFault) return failed(fault.message);
    throw fault;
  }
}

/** Every question may be asked once more. */
function withRepairs(calls: number | Estimate): Estimate {
  if (typeof calls === 'number') return { low: calls, expected: calls, high: 2 * calls };
  return { ...calls, high: 2 * calls.high };
}

/** All answers, after every question has come to its end: one still under way would be paid outside of its trial. */
export async function allOf<T>(questions: readonly Promise<T>[]): Promise<readonly T[]> {
  const ended = await Promise.allSettled(questions);
  return ended.map((one) => {
    if (one.status === 'fulfilled') return one.value;
    throw one.reason instanceof Error ? one.reason : new Error(String(one.reason));
  });
}

/** The answers to the same question, put several times. */
export interface Samples<T> {
  readonly usable: readonly T[];
  /** Why the others are missing. */
  readonly broken: readonly string[];
}

/** Rejects with the first fault unless more than half of the answers can be used. */
export async function sampled<T>(
  count: number,
  ask: (sample: number) => Promise<T>,
): Promise<Samples<T>> {
  const ended = await Promise.allSettled(Array.from({ length: count }, (_, sample) => ask(sample)));
  const usable: T[] = [];
  const faults: JudgeFault[] = [];
  for (const one of ended) {
    if (one.status === 'fulfilled') usable.push(one.value);
    else if (one.reason instanceof JudgeFault) faults.push(one.reason);
    else throw one.reason;
  }
  const [first] = faults;
  if (first !== undefined && usable.length * 2 <= count) throw first;
  return { usable, broken: faults.map((fault) => fault.message) };
}

/** A measured value. `pass` absent: the judge only measures, and a `threshold` decides. */
export function scored(value: number, why: string, details: JsonObject, pass?: boolean): Measured {
  return {
    score: { outcome: 'scored', value, ...(pass === undefined ? {} : { pass }), why },
    details,
  };
}

/** A judge that answered, and whose answers say nothing. */
export function undecided(why: string, details: JsonObject): Measured {
  return { score: { outcome: 'failed', why }, details };
}
