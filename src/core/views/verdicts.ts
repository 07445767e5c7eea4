import type { CandidateComparison, MeasuredChange } from '#protocol/comparison.ts';
import type { Compared, Engine, StoredRun } from '../engine.ts';

/** Whether what changed between two candidates is real: their verdicts, and each evaluator that can be compared. */
export interface Verdicts {
  readonly pass: MeasuredChange | undefined;
  readonly metrics: ReadonlyMap<string, MeasuredChange>;
}

/** A candidate of a run, or what was accepted of it. */
export interface JudgedSide {
  readonly from: StoredRun | 'baseline';
  readonly variant: string;
  readonly model: string;
}

type Judge = Pick<Engine, 'compare'>;

/** A run against what was accepted of one of its prompts, by candidate: all its comparisons count together. */
export async function againstBaseline(
  engine: Judge,
  run: StoredRun,
  file: string,
  signal: AbortSignal,
): Promise<readonly (Verdicts & Pick<CandidateComparison, 'after'>)[]> {
  const compared = await engine.compare({ before: 'baseline', after: run, prompt: file }, signal);
  return candidatesOf(compared).map((one) => ({ after: one.after, ...verdictsOf(one) }));
}

/** Two candidates of one prompt. `undefined`: they have no case in common, or are both accepted ones. */
export async function verdictsBetween(
  engine: Judge,
  file: string,
  [before, after]: readonly [JudgedSide, JudgedSide],
  signal: AbortSignal,
): Promise<Verdicts | undefined> {
  const request = {
    before: before.from,
    after: after.from,
    prompt: file,
    models: [before.model, after.model],
    variants: [before.variant, after.variant],
  } as const;
  const [found] = candidatesOf(await engine.compare(request, signal));
  return found && verdictsOf(found);
}

function candidatesOf(compared: Compared): readonly CandidateComparison[] {
  return 'value' in compared ? (compared.value.prompts[0]?.candidates ?? []) : [];
}

function verdictsOf({ measures }: CandidateComparison): Verdicts {
  let pass: MeasuredChange | undefined;
  const metrics = new Map<string, MeasuredChange>();
  for (const measure of measures) {
    if ('why' in measure) continue;
    if (measure.evaluator === undefined) pass = measure;
    else metrics.set(measure.evaluator, measure);
  }
  return { pass, metrics };
}
