import type { Confusion, CorrectedRate } from '#protocol/calibration.ts';
import { correctedInterval, correctedRate } from '../stats/correctedRate.ts';

/** `isIndependent`: no case was asked twice; with repetitions there is no interval. */
export function correctionOf(
  { bothPass, onlyPeoplePass, onlyJudgePasses, bothFail }: Confusion,
  passed: number,
  judged: number,
  isIndependent: boolean,
): CorrectedRate {
  const passing = bothPass + onlyPeoplePass;
  const failing = bothFail + onlyJudgePasses;
  if (judged === 0) return { why: 'nothing was judged' };
  if (passing === 0 || failing === 0) {
    return { why: `people ${passing === 0 ? 'pass' : 'fail'} none of the labelled replies` };
  }
  const value = correctedRate(passed / judged, bothPass / passing, bothFail / failing);
  if (value === undefined) {
    return { why: 'on the labelled replies the judge is no better than chance' };
  }
  const counts = { passing, passingFound: bothPass, failing, failingFound: bothFail };
  const interval = isIndependent ? correctedInterval(passed, judged, counts) : undefined;
  return { value, ...(interval === undefined ? {} : { interval }) };
}
