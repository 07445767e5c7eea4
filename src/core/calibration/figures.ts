import type { CalibrationFigures, Confusion, Share } from '#protocol/calibration.ts';
import type { LabelVerdict } from '#protocol/label.ts';
import type { Interval } from '#protocol/run.ts';
import type { Score } from '#protocol/score.ts';
import { cohenKappa, krippendorffAlpha, quadraticKappa } from '../stats/agreement.ts';
import { bootstrap } from '../stats/bootstrap.ts';
import { pearson } from '../stats/pearson.ts';
import { wilson } from '../stats/wilson.ts';
import type { LabelledReply } from './labelledReplies.ts';

/** A labelled reply and what the judge says of it. */
export interface JudgedReply {
  readonly labelled: LabelledReply;
  readonly score: Score;
}

/** What a number of people's means as a verdict; `undefined`: nobody has said. */
export type PassRule = ((value: number) => boolean) | undefined;

/** Fewer labelled replies than this say little: what is found with them is provisional. */
export const fewLabels = 50;

/** How a judge compares with people. What it failed at, and what people disagree on, is counted and never a verdict. */
export function calibrationFigures(
  judged: readonly JudgedReply[],
  passRule: PassRule,
): CalibrationFigures {
  const counts = { disputed: 0, failed: 0, notApplicable: 0, withoutVerdict: 0 };
  const pairs: Pair[] = [];
  for (const { labelled, score } of judged) {
    if (labelled.gold === undefined) counts.disputed += 1;
    else if (score.outcome === 'failed') counts.failed += 1;
    else if (score.outcome === 'not-applicable') counts.notApplicable += 1;
    else {
      const pair = pairOf(labelled.gold, score, passRule);
      if (pair === undefined) counts.withoutVerdict += 1;
      else pairs.push(pair);
    }
  }
  const numbers = pairs.flatMap(({ numbers: both }) => (both === undefined ? [] : [both]));
  const verdicts = pairs.flatMap(({ verdicts: both }) => (both === undefined ? [] : [both]));
  const scale = 2 * numbers.length > pairs.length ? 'number' : 'verdict';
  const people = agreementOf(judged.map(({ labelled }) => labelled.verdicts));
  const lengthCorrelation = pearson(
    judged.flatMap(({ labelled, score }) =>
      score.outcome === 'scored' ? [[score.value, labelled.reply.length] as const] : [],
    ),
  );
  return {
    labelled: judged.length,
    ...counts,
    compared: scale === 'number' ? numbers.length : verdicts.length,
    scale,
    ...(scale === 'number' ? numberKappa(numbers) : verdictKappa(verdicts)),
    ...verdictFigures(confusionOf(verdicts)),
    ...(people === undefined ? {} : { people }),
    ...(lengthCorrelation === undefined ? {} : { lengthCorrelation }),
  };
}

/** Whether people and judge say different things of a reply; `undefined` where that cannot be told. */
export function disagrees(
  { labelled, score }: JudgedReply,
  passRule: PassRule,
): boolean | undefined {
  if (labelled.gold === undefined || score.outcome !== 'scored') return undefined;
  const pair = pairOf(labelled.gold, score, passRule);
  if (pair === undefined) return undefined;
  const [people, judge] = pair.verdicts ?? pair.numbers ?? [];
  return people !== judge;
}

/** Always people first. */
interface Pair {
  readonly verdicts?: readonly [boolean, boolean];
  readonly numbers?: readonly [number, number];
}

function pairOf(
  gold: LabelVerdict,
  { value, pass }: Extract<Score, { outcome: 'scored' }>,
  passRule: PassRule,
): Pair | undefined {
  if (typeof gold !== 'number') {
    return pass === undefined ? undefined : { verdicts: [gold === 'pass', pass] };
  }
  const people = passRule?.(gold);
  return {
    numbers: [gold, value],
    ...(people === undefined || pass === undefined ? {} : { verdicts: [people, pass] }),
  };
}

interface Kappa {
  readonly kappa?: number;
  readonly kappaInterval?: Interval;
}

function verdictKappa(pairs: readonly (readonly [boolean, boolean])[]): Kappa {
  return kappaOf(pairs.length, (indices) => {
    const matrix = [
      [0, 0],
      [0, 0],
    ];
    for (const index of indices) {
      const [people, judge] = pairs[index] ?? [false, false];
      const row = matrix[Number(people)] ?? [];
      row[Number(judge)] = (row[Number(judge)] ?? 0) + 1;
    }
    return cohenKappa(matrix);
  });
}

function numberKappa(pairs: readonly (readonly [number, number])[]): Kappa {
  return kappaOf(pairs.length, (indices) =>
    quadraticKappa(Array.from(indices, (index) => pairs[index] ?? [0, 0])),
  );
}

/** A draw in which all is alike has no kappa, and is left out of the interval. */
function kappaOf(size: number, statistic: (indices: Int32Array) => number | undefined): Kappa {
  const kappa = statistic(Int32Array.from({ length: size }, (_, index) => index));
  if (kappa === undefined) return {};
  const drawn = (indices: Int32Array): number => statistic(indices) ?? Number.NaN;
  const kappaInterval = bootstrap(size, drawn, {});
  return { kappa, ...(kappaInterval === undefined ? {} : { kappaInterval }) };
}

function confusionOf(pairs: readonly (readonly [boolean, boolean])[]): Confusion {
  const count = (people: boolean, judge: boolean): number =>
    pairs.filter(([one, other]) => one === people && other === judge).length;
  return {
    bothPass: count(true, true),
    onlyPeoplePass: count(true, false),
    onlyJudgePasses: count(false, true),
    bothFail: count(false, false),
  };
}

type VerdictFigures = Pick<
  CalibrationFigures,
  'confusion' | 'accuracy' | 'constant' | 'sensitivity' | 'specificity'
>;

function verdictFigures(confusion: Confusion): VerdictFigures {
  const { bothPass, onlyPeoplePass, onlyJudgePasses, bothFail } = confusion;
  const passing = bothPass + onlyPeoplePass;
  const failing = bothFail + onlyJudgePasses;
  const total = passing + failing;
  if (total === 0) return {};
  const sensitivity = shareOf(bothPass, passing);
  const specificity = shareOf(bothFail, failing);
  return {
    confusion,
    accuracy: (bothPass + bothFail) / total,
    constant: {
      verdict: passing >= failing ? 'pass' : 'fail',
      accuracy: Math.max(passing, failing) / total,
    },
    ...(sensitivity === undefined ? {} : { sensitivity }),
    ...(specificity === undefined ? {} : { specificity }),
  };
}

function shareOf(found: number, n: number): Share | undefined {
  const interval = wilson(found, n);
  return interval === undefined ? undefined : { value: found / n, n, interval };
}

function agreementOf(replies: readonly (readonly LabelVerdict[])[]): CalibrationFigures['people'] {
  const several = replies.filter((verdicts) => verdicts.length > 1);
  if (several.length === 0) return undefined;
  const agreed = several.filter((verdicts) => new Set(verdicts).size === 1).length;
  const isNumbers = several.flat().every((verdict) => typeof verdict === 'number');
  const alpha = krippendorffAlpha(
    several.map((verdicts) => verdicts.map(ratingOf)),
    isNumbers ? 'interval' : 'nominal',
  );
  return { replies: several.length, agreed, ...(alpha === undefined ? {} : { alpha }) };
}

function ratingOf(verdict: LabelVerdict): number {
  if (typeof verdict === 'number') return verdict;
  return verdict === 'pass' ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
}
