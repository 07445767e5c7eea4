import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import type { InputHash } from '#protocol/run.ts';
import { placeAt } from '../datasets/faults.ts';
import { errorAt, quoteFound } from '../documents/problems.ts';
import type { CaseAsk, CaseDemands, PreparedEvaluator } from '../metrics/metric.ts';
import type { Prompt } from '../prompts/prompt.ts';

const mostProblems = 50;

/** Adds up what the cases of a prompt demand of their own replies, and tells what is wrong with it. */
export class Demands {
  private readonly added = new Map<string, CaseAsk>();
  private readonly read = new Map<string, string>();
  private readonly readers: readonly PreparedEvaluator[];
  private readonly isAsserted: boolean;
  private readonly tell: (problem: Problem) => void;
  private told = 0;

  constructor(
    prompt: Pick<Prompt, 'evaluators'>,
    evaluators: readonly PreparedEvaluator[],
    tell: (problem: Problem) => void,
  ) {
    this.readers = evaluators.filter(({ ofCase }) => ofCase !== undefined);
    this.isAsserted = prompt.evaluators.some(({ uses }) => uses === 'assertions');
    this.tell = tell;
  }

  async take(testCase: EvalCase): Promise<void> {
    if (!this.isAsserted) this.hear([unasserted(testCase)]);
    for (const { ofCase } of this.readers) {
      const found = ofCase?.(testCase);
      if (found === undefined) continue;
      this.add(found instanceof Promise ? await found : found);
    }
  }

  get asks(): readonly CaseAsk[] {
    return [...this.added.values()];
  }

  get inputs(): readonly InputHash[] {
    return Array.from(this.read, ([file, sha256]) => ({ file, sha256 }));
  }

  private add({ problems, asks, inputs }: CaseDemands): void {
    this.hear(problems);
    for (const { file, sha256 } of inputs) this.read.set(file, sha256);
    for (const ask of asks) {
      const key = `${ask.task} ${ask.model}`;
      const known = this.added.get(key);
      this.added.set(key, known === undefined ? ask : together(known, ask));
    }
  }

  private hear(problems: readonly Problem[]): void {
    for (const problem of problems) {
      this.told += 1;
      if (this.told <= mostProblems) this.tell(problem);
    }
  }
}

/** Characters are those of an average question. */
function together(one: CaseAsk, other: CaseAsk): CaseAsk {
  const calls = {
    low: one.calls.low + other.calls.low,
    expected: one.calls.expected + other.calls.expected,
    high: one.calls.high + other.calls.high,
  };
  const all = one.characters * one.calls.expected + other.characters * other.calls.expected;
  return { ...one, calls, characters: calls.expected === 0 ? 0 : all / calls.expected };
}

function unasserted({ id, source }: EvalCase): Problem {
  return errorAt(
    source.file,
    placeAt(source.line),
    'assertions-unused',
    `The case ${quoteFound(id)} demands something of its reply, and no evaluator looks at that.`,
    'Add an evaluator with `uses: assertions`.',
  );
}
