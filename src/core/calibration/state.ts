import type { Calibration, JudgeState } from '#protocol/calibration.ts';
import type { Stored } from '../store/runFolder.ts';
import { fewLabels } from './figures.ts';

/** What is to be thought of a judge, given its calibration and its fingerprint of today. */
export function judgeState(
  evaluator: string,
  stored: Stored<Calibration>,
  fingerprint: string,
): JudgeState {
  if (!('value' in stored)) return { evaluator, status: 'uncalibrated' };
  const { figures, minAgreement, fingerprint: before } = stored.value;
  const { kappa, compared, confusion } = figures;
  const known = {
    evaluator,
    ...(compared < fewLabels ? { provisional: true as const } : {}),
    ...(kappa === undefined ? {} : { kappa }),
    compared,
  };
  if (before !== fingerprint) return { ...known, status: 'stale' };
  return {
    ...known,
    status: kappa !== undefined && kappa >= minAgreement ? 'calibrated' : 'below',
    ...(confusion === undefined ? {} : { confusion }),
  };
}
