import type {
  CandidateComparison,
  ComparedSide,
  Flip,
  Measure,
  MeasuredChange,
  NotCompared,
  PassCount,
  RunComparison,
} from '#protocol/comparison.ts';
import type { Interval } from '#protocol/run.ts';
import { count, counted, figure, percent } from './numbers.ts';

/** One measure in words; each report sets them in its own way. Names are as the files have them, not made harmless. */
export interface MeasureFacts {
  /** `passed`, or the evaluator's name; of a figure `name: figure`. */
  readonly name: string;
  readonly cases: string;
  readonly before: string;
  readonly after: string;
  /** `−10.0 points`, `+0.12`. */
  readonly change: string;
  /** Empty: there is none. */
  readonly range: string;
  /** Adjusted; of what is not counted as it is. */
  readonly p: string;
  /** The verdict's word; `not compared`; of a figure nothing. */
  readonly verdict: string;
  readonly notes: readonly string[];
}

export function measureFacts(measure: Measure): readonly MeasureFacts[] {
  if ('why' in measure) return [notCompared(measure)];
  return [changeFacts(measure), ...figureFacts(measure)];
}

/** `base on a/small`; with a swap `base on a/small, then base on b/large`. */
export function candidateWords({ before, after }: CandidateComparison): string {
  const now = `${after.variant} on ${after.model}`;
  const isSame = before.variant === after.variant && before.model === after.model;
  return isSame ? now : `${before.variant} on ${before.model}, then ${now}`;
}

/** `30 cases on both sides, 2 only before`. */
export function pairedWords({ paired, onlyBefore, onlyAfter }: CandidateComparison): string {
  return [
    `${counted(paired, 'case')} on both sides`,
    ...(onlyBefore.length > 0 ? [`${count(onlyBefore.length)} only before`] : []),
    ...(onlyAfter.length > 0 ? [`${count(onlyAfter.length)} only after`] : []),
  ].join(', ');
}

export function sideWords({ what, run, at }: ComparedSide): string {
  const when = at.slice(0, 16).replace('T', ' ');
  if (what === 'run') return `run ${run ?? ''}, started ${when} UTC`;
  const from = run === undefined ? '' : ` from run ${run}`;
  return `the baseline, last accepted ${when} UTC${from}`;
}

/** Empty where every case was asked once: from passed to failed says it all. */
export function flipWords({ before, after }: Flip): string {
  const isOnce = before.judged === 1 && after.judged === 1;
  return isOnce ? '' : `${passWords(before)}, then ${passWords(after)}`;
}

/** What stands behind the numbers, a sentence a line. */
export function methodLines({
  counted: comparisons,
}: Pick<RunComparison, 'counted'>): readonly string[] {
  const adjusted =
    comparisons === 1
      ? 'p is not adjusted, since there is one comparison'
      : `p is adjusted for ${count(comparisons)} comparisons`;
  return [
    'Ranges are 95 % intervals of the change, each for itself.',
    `${adjusted}; a change is one where it is at most 0.05.`,
  ];
}

/** What became of the comparison, in one sentence. */
export function outcomeSentence({ prompts }: RunComparison): string {
  const words = prompts.flatMap(({ candidates }) =>
    candidates.flatMap(({ measures }) =>
      measures.flatMap((one) =>
        'verdict' in one && one.sameAsVerdict === undefined ? [one.verdict] : [],
      ),
    ),
  );
  const told = (['regressed', 'improved', 'no evidence', 'too few cases'] as const).flatMap(
    (word) => {
      const times = words.filter((one) => one === word).length;
      return times === 0 ? [] : [`${count(times)} ${word}`];
    },
  );
  return told.length === 0 ? 'Nothing could be compared.' : `${told.join(', ')}.`;
}

/** Prompts and candidates that only one side has. */
export function leftOutLines(comparison: RunComparison): readonly string[] {
  const { prompts, promptsOnlyBefore, promptsOnlyAfter } = comparison;
  return [
    ...promptsOnlyBefore.map((file) => `Only before: prompt ${file}`),
    ...promptsOnlyAfter.map((file) => `Only after: prompt ${file}`),
    ...prompts.flatMap(({ name, onlyBefore, onlyAfter }) => [
      ...onlyBefore.map((one) => `Only before: ${name} / ${one.variant} on ${one.model}`),
      ...onlyAfter.map((one) => `Only after: ${name} / ${one.variant} on ${one.model}`),
    ]),
  ];
}

function passWords({ passed, judged }: PassCount): string {
  return `${count(passed)} of ${count(judged)} passed`;
}

function changeFacts(change: MeasuredChange): MeasureFacts {
  const { evaluator, n, before, after, difference, interval, p, adjusted, verdict } = change;
  const isShare = evaluator === undefined;
  const value = isShare ? percent : figure;
  return {
    name: evaluator ?? 'passed',
    cases: count(n),
    before: value(before),
    after: value(after),
    change: changeText(difference, isShare),
    range: interval === undefined ? '' : rangeText(interval, isShare),
    p: pText(adjusted ?? p),
    verdict,
    notes: notesOf(change, isShare),
  };
}

function figureFacts({ evaluator = '', n, figures = [] }: MeasuredChange): readonly MeasureFacts[] {
  return figures.map(({ name, before, after, difference, interval, p }) => ({
    name: `${evaluator}: ${name}`,
    cases: count(n),
    before: figure(before),
    after: figure(after),
    change: changeText(difference, false),
    range: interval === undefined ? '' : rangeText(interval, false),
    p: pText(p),
    verdict: '',
    notes: ['not counted'],
  }));
}

function notesOf(change: MeasuredChange, isShare: boolean): readonly string[] {
  const { smallest, worstCase, withoutStatistics, otherSettings, verdict } = change;
  const other = otherSettings === undefined ? [] : ['measured with other settings'];
  if (change.sameAsVerdict !== undefined) return ['the same as passed', ...other];
  return [
    ...other,
    ...(smallest === undefined ? [] : [`would have shown from ${amount(smallest, isShare)}`]),
    ...(verdict === 'no evidence' && isAlike(change) ? ['no case differs'] : []),
    ...(worstCase?.decided === true
      ? [`does not hold if the ${counted(worstCase.missing, 'missing repetition')} went against it`]
      : []),
    ...(withoutStatistics === undefined
      ? []
      : [`${counted(withoutStatistics, 'case')} without statistics`]),
  ];
}

/** Nothing differed, so nobody knows how much it could have. */
function isAlike({ p, difference, smallest }: MeasuredChange): boolean {
  return p === 1 && difference === 0 && smallest === undefined;
}

const reasons: Readonly<Record<NotCompared['why'], string>> = {
  'no-pairs': 'no case has a value on both sides',
  'no-statistics': 'no statistics kept on one side: accept a run anew',
  'another-metric': 'the name stands for another metric now',
  'only-before': 'only before',
  'only-after': 'only after',
};

function notCompared({ evaluator, why }: NotCompared): MeasureFacts {
  const nothing = { cases: '', before: '', after: '', change: '', range: '', p: '' };
  const name = evaluator ?? 'passed';
  return { name, ...nothing, verdict: 'not compared', notes: [reasons[why]] };
}

/** Shares in points, with a sign that cannot be overlooked. */
function changeText(difference: number, isShare: boolean): string {
  if (difference === 0) return 'none';
  return `${difference > 0 ? '+' : '−'}${amount(Math.abs(difference), isShare)}`;
}

function amount(size: number, isShare: boolean): string {
  return isShare ? `${pointsText(size)} points` : figure(size);
}

function rangeText({ low, high }: Interval, isShare: boolean): string {
  const end = (value: number): string => {
    const size = isShare ? pointsText(Math.abs(value)) : figure(Math.abs(value));
    return value === 0 ? '0' : `${value > 0 ? '+' : '−'}${size}`;
  };
  return `${end(low)} to ${end(high)}`;
}

function pointsText(share: number): string {
  return (share * 100).toFixed(1);
}

function pText(p: number): string {
  return p < 0.0005 ? '< 0.001' : p.toFixed(3);
}
