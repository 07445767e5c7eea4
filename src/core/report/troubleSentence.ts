import { plainField } from '#base/plainText.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { resultsOf } from '../views/caseView.ts';
import type { RunBook } from '../views/runBook.ts';
import { count } from './numbers.ts';
import type { ReportDesk } from './reportDesk.ts';
import { nameOfCandidate } from './sentences.ts';
import type { TroubledCase } from './troubledCases.ts';

export interface TroubleWords {
  /** Where the case stood; absent where the run's copy is gone. */
  readonly source: EvalCase['source'] | undefined;
  /** `refund failed: triage / base on mock/small`. */
  readonly title: string;
  /** Why, what was expected and what came, in one line that is harmless in a log. */
  readonly message: string;
  /** The trial that says most: one that failed, else one that broke. */
  readonly result: TrialResult | undefined;
}

/** What became of a case that failed or broke, in a few words. */
export async function troubleSentence(
  desk: ReportDesk,
  book: RunBook,
  { prompt, candidate, caseId, outcome, change, isFlaky }: TroubledCase,
): Promise<TroubleWords> {
  const part = book.parts[prompt];
  const row = part?.rows.indexOf({ caseId, candidate });
  const results =
    part === undefined || row === undefined ? [] : await resultsOf(desk, { book, part }, row);
  const result =
    results.find(({ pass }) => pass === false) ??
    results.find(({ failure }) => failure !== undefined) ??
    results[0];
  const index = part?.rows.plan.cases.indexOf(caseId);
  const expected = index === undefined ? '' : (part?.rows.plan.cases.expectedOf(index) ?? '');
  const name = nameOfCandidate(book.manifest, candidate);
  const passed = results.filter(({ pass }) => pass === true).length;
  const sentences = [
    ...(change === 'to-failed' ? ['It passed in the baseline.'] : []),
    ...(isFlaky ? [`Passed ${count(passed)} of ${count(results.length)} repetitions.`] : []),
    ...(result === undefined ? [] : whyOf(result)),
    ...(expected === '' ? [] : [`Expected: ${plainField(expected, 200)}`]),
    ...(result?.reply === undefined ? [] : [`Reply: ${plainField(result.reply.text, 300)}`]),
  ];
  return {
    source: index === undefined ? undefined : part?.rows.plan.cases.sourceOf(index),
    title: `${plainField(caseId, 80)} ${outcome === 'failed' ? 'failed' : 'broke'}: ${plainField(name, 160)}`,
    message: sentences.join(' '),
    result,
  };
}

/** What did not pass, and what broke. */
export function whyOf({ scores, failure }: TrialResult): readonly string[] {
  const words =
    failure === undefined ? [] : [`${failure.code}: ${plainField(failure.message, 300)}`];
  for (const { evaluator, score } of scores) {
    const isGood = score.outcome === 'scored' && score.pass !== false;
    if (isGood || score.outcome === 'not-applicable') continue;
    const what = score.outcome === 'failed' ? 'could not score' : 'did not pass';
    const why = score.why === undefined ? '' : `, ${plainField(score.why, 200)}`;
    words.push(`${plainField(evaluator, 60)} ${what}${why}.`);
  }
  return words;
}
