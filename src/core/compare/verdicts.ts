import type { ChangeVerdict, MeasuredChange } from '#protocol/comparison.ts';
import { holm } from '../stats/adjusted.ts';
import type { Testable } from './measures.ts';
import { cautiousP, leastP, type Tested } from './tested.ts';

/** A change is real where the chance of any false alarm among all comparisons stays below this. */
export const alpha = 0.05;

/** A measure with what its test said. */
export interface TestedMeasure {
  readonly measure: Testable;
  readonly tested: Tested;
  /** The smallest p that it could have had at all. */
  readonly least: number;
}

/** Whether any outcome could be significant alone; others are not counted among the comparisons. */
export function canShow(least: number): boolean {
  return least <= alpha;
}

/**
 * The word for each of all comparisons together. Those that no outcome could have made significant do not make the limit
 * stricter for the others (Tarone 1990): how many cases there are says nothing of how they came out.
 */
export function judge(all: readonly TestedMeasure[]): readonly MeasuredChange[] {
  const counted = all.filter(isCounted);
  const adjusted = holm(counted.map(({ tested }) => cautiousP(tested)));
  const seen = holm(counted.map(({ tested }) => tested.p));
  const least = holm(counted.map((one) => one.least));
  return all.map((one) => {
    const place = counted.indexOf(one);
    const adjustedP = place < 0 ? undefined : adjusted[place];
    const isHopeless = place < 0 || (least[place] ?? 1) > alpha;
    const verdict = isHopeless ? 'too few cases' : wordFor(one, adjustedP ?? 1);
    const wasChange = !isHopeless && wordFor(one, seen[place] ?? 1) !== 'no evidence';
    return change(one, verdict, adjustedP, {
      decided: wasChange && verdict === 'no evidence',
      limit: alpha / Math.max(1, counted.length),
    });
  });
}

export function isCounted({ least, measure }: Pick<TestedMeasure, 'least' | 'measure'>): boolean {
  return canShow(least) && measure.sameAsVerdict === undefined;
}

export function leastOf({ n }: Testable, draws: number): number {
  return leastP(n, draws);
}

function wordFor({ measure, tested }: TestedMeasure, p: number): ChangeVerdict {
  if (p > alpha || tested.difference === 0) return 'no evidence';
  return tested.difference > 0 === (measure.better === 'higher') ? 'improved' : 'regressed';
}

function change(
  { measure, tested }: TestedMeasure,
  verdict: ChangeVerdict,
  adjusted: number | undefined,
  { decided, limit }: { readonly decided: boolean; readonly limit: number },
): MeasuredChange {
  const { test: _test, ...head } = measure;
  const { smallest, worstCase, ...numbers } = tested;
  const least = verdict === 'no evidence' ? smallest(limit) : undefined;
  return {
    ...head,
    ...numbers,
    p: cautiousP(tested),
    ...(adjusted === undefined ? {} : { adjusted }),
    ...(least === undefined ? {} : { smallest: least }),
    ...(worstCase === undefined ? {} : { worstCase: { ...worstCase, decided } }),
    verdict,
  };
}
