import type { MeasuredChange, WorstCase } from '#protocol/comparison.ts';

/** How much is computed for one comparison. */
export interface Effort {
  /** Draws of a randomisation test and of a bootstrap, at most; fewer where a draw is a lot of work. */
  readonly draws: number;
  /** Fewer would make no p-value that can be adjusted for all comparisons. */
  readonly leastDraws: number;
}

/** What a test says of one measure, before it is adjusted for the others. */
export interface Tested extends Pick<
  MeasuredChange,
  'before' | 'after' | 'difference' | 'interval' | 'test' | 'draws' | 'wilcoxonP' | 'figures'
> {
  /** As seen; the worst case is not in it. */
  readonly p: number;
  readonly worstCase?: Omit<WorstCase, 'decided'>;
  /** The smallest difference that four of five such comparisons would have shown at this limit. */
  readonly smallest: (alpha: number) => number | undefined;
}

/** The p-value that counts. */
export function cautiousP({ p, worstCase }: Pick<Tested, 'p' | 'worstCase'>): number {
  return Math.max(p, worstCase?.p ?? 0);
}

/** The smallest p that any outcome over so many cases can have. */
export function leastP(cases: number, draws: number): number {
  const ways = 2 ** cases;
  return ways <= draws ? 2 / ways : Math.max(2 / ways, 1 / (draws + 1));
}

/** Steps of arithmetic that one test may take: about a second. */
const mostSteps = 1e8;
const fewestDraws = 1000;

export function drawsFor(stepsOfADraw: number, { draws, leastDraws }: Effort): number {
  const affordable = Math.floor(mostSteps / Math.max(1, stepsOfADraw));
  return Math.max(leastDraws, Math.min(draws, Math.max(fewestDraws, affordable)));
}

/** Whether all ways of swapping are counted instead of drawn. */
export function isExact(cases: number, draws: number): boolean {
  return 2 ** cases <= draws;
}
