import type { JudgeState } from '#protocol/calibration.ts';
import type { ModelEntry } from '#protocol/catalogue.ts';
import type { CandidateSummary, GateRule } from '#protocol/run.ts';
import { correctionOf } from '../calibration/correction.ts';
import { judgeFingerprint } from '../calibration/fingerprint.ts';
import { judgeState } from '../calibration/state.ts';
import type { PreparedEvaluator } from '../metrics/metric.ts';
import type { Files } from '../ports.ts';
import type { Evaluator } from '../prompts/prompt.ts';
import { readCalibration } from '../store/calibrations.ts';
import type { Judging } from './judging.ts';

/** What is known of each judge of a prompt; empty where it has none. */
export async function judgeStates(
  { files, root }: { readonly files: Files; readonly root: string },
  promptFile: string,
  written: readonly Evaluator[],
  prepared: readonly PreparedEvaluator[],
  { judges }: Pick<Judging, 'judges'>,
): Promise<readonly JudgeState[]> {
  const states: JudgeState[] = [];
  for (const one of prepared) {
    const evaluator = written.find(({ name }) => name === one.name);
    if (one.judges.length === 0 || evaluator === undefined) continue;
    const stored = await readCalibration(files, root, promptFile, one.name);
    const fingerprint = await judgeFingerprint(evaluator, one, entriesOf(one, judges));
    states.push(judgeState(one.name, stored, fingerprint));
  }
  return states;
}

/** The entries of the models that an evaluator asks. */
export function entriesOf(
  { judges, embedders }: PreparedEvaluator,
  known: Judging['judges'],
): readonly ModelEntry[] {
  const ids = new Set([...judges, ...embedders]);
  return known.flatMap(({ id, entry }) => (ids.has(id) ? [entry] : []));
}

/** Whether a judge's verdict is told and does not count. */
export function informs({ judges }: Pick<GateRule, 'judges'>, { status }: JudgeState): boolean {
  return judges === 'calibrated' && status !== 'calibrated';
}

/** The evaluators of a prompt, those whose verdict does not count marked. */
export function markInforming(
  evaluators: readonly PreparedEvaluator[],
  states: readonly JudgeState[],
  rule: GateRule,
): readonly PreparedEvaluator[] {
  return evaluators.map((one) => {
    const state = states.find(({ evaluator }) => evaluator === one.name);
    return state !== undefined && informs(rule, state) ? { ...one, informs: true } : one;
  });
}

/** A candidate's summary with what is known of its judges. */
export function withJudges(
  summary: CandidateSummary,
  states: readonly JudgeState[],
  rule: GateRule,
  repeats: number,
): CandidateSummary {
  if (states.length === 0) return summary;
  const evaluators = summary.evaluators.map((one) => {
    const state = states.find(({ evaluator }) => evaluator === one.name);
    if (state === undefined) return one;
    const { status, provisional, kappa, confusion } = state;
    const judge = {
      status,
      ...(provisional === undefined ? {} : { provisional }),
      ...(kappa === undefined ? {} : { kappa }),
      ...(informs(rule, state) ? { informs: true as const } : {}),
      ...(confusion === undefined
        ? {}
        : { corrected: correctionOf(confusion, one.passed, one.judged, repeats === 1) }),
    };
    return { ...one, judge };
  });
  return { ...summary, evaluators };
}
