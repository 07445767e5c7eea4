import type { EvalCase } from '#protocol/case.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { History, StoredRun } from '../engine.ts';

/** One trial, as far as it is sent. */
export interface TrialRow {
  readonly caseId: string;
  /** Place of the case in its prompt's cases. */
  readonly index: number;
  readonly result: TrialResult;
  /** Only where texts are sent. */
  readonly testCase?: EvalCase;
}

/** The trials of each candidate, by case and repetition: the same order whenever they came. Rejects with `FileError`. */
export async function trialRows(
  history: Pick<History, 'results' | 'cases'>,
  run: StoredRun,
  { candidates }: RunManifest,
  wantsTexts: boolean,
): Promise<readonly (readonly TrialRow[])[]> {
  const cases = new Map<string, { readonly index: number; readonly testCase?: EvalCase }>();
  await history.cases(run, ({ prompt, index, testCase }) => {
    cases.set(keyOf(prompt, testCase.id), wantsTexts ? { index, testCase } : { index });
  });
  const rows: TrialRow[][] = candidates.map(() => []);
  await history.results(run, (result) => {
    const prompt = candidates[result.candidate]?.prompt ?? -1;
    const known = cases.get(keyOf(prompt, result.caseId));
    if (known === undefined) return;
    rows[result.candidate]?.push({
      caseId: result.caseId,
      ...known,
      result: wantsTexts ? result : withoutTexts(result),
    });
  });
  return rows.map((some) =>
    some.toSorted((a, b) => a.index - b.index || a.result.repeat - b.result.repeat),
  );
}

function keyOf(prompt: number, caseId: string): string {
  return `${prompt} ${caseId}`;
}

/** What is not sent is not held on to. */
function withoutTexts(result: TrialResult): TrialResult {
  const { reply, failure, scores } = result;
  return {
    ...result,
    ...(reply === undefined ? {} : { reply: { ...reply, text: '' } }),
    ...(failure === undefined ? {} : { failure: { ...failure, message: '' } }),
    scores: scores.map(({ evaluator, score }) => ({ evaluator, score })),
  };
}
