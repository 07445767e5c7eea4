import { sortCells, type BaselineCell } from '../store/baselines.ts';
import { cellKey } from '../store/cellKey.ts';

/**
 * What became of one case on one candidate. `moved`: no flip, but another mean, another share of passes, or a verdict on
 * one side only.
 */
export type CellChange =
  | 'to-failed'
  | 'to-passed'
  | 'moved'
  | 'unchanged'
  | 'only-before'
  | 'only-after';

/** An evaluator whose mean is another. Absent: no score on that side. */
export interface ScoreMove {
  readonly evaluator: string;
  readonly before: { readonly n: number; readonly mean: number } | undefined;
  readonly after: { readonly n: number; readonly mean: number } | undefined;
}

/** One case on one candidate, before and after; at least one side is there. */
export interface CellPair {
  readonly variant: string;
  readonly model: string;
  readonly caseId: string;
  readonly change: CellChange;
  readonly before: BaselineCell | undefined;
  readonly after: BaselineCell | undefined;
  /** By evaluator; empty where a side is missing. */
  readonly moves: readonly ScoreMove[];
}

/** Counts of one candidate's cases. */
export interface CandidateTotals {
  readonly variant: string;
  readonly model: string;
  readonly counts: Readonly<Record<CellChange, number>>;
  /** Cases that have a verdict on both sides, and how many of these passed. */
  readonly judged: number;
  readonly passedBefore: number;
  readonly passedAfter: number;
}

export interface Comparison {
  /** By variant, model and case. */
  readonly pairs: readonly CellPair[];
  /** By variant and model. */
  readonly candidates: readonly CandidateTotals[];
}

/** Lays two lots of cells of one prompt side by side. Says what is different, not whether it means anything. */
export function compareCells(
  before: readonly BaselineCell[],
  after: readonly BaselineCell[],
): Comparison {
  const earlier = new Map(before.map((cell) => [cellKey(cell), cell]));
  const later = new Map(after.map((cell) => [cellKey(cell), cell]));
  const all = new Map([...earlier, ...later]);
  const pairs = sortCells([...all.values()]).map((cell) => {
    const key = cellKey(cell);
    return pairOf(cell, earlier.get(key), later.get(key));
  });
  return { pairs, candidates: totalsOf(pairs) };
}

/** What became of a case that is on both sides. */
export function changeBetween(before: BaselineCell, after: BaselineCell): CellChange {
  return changeOf(before, after, movesOf(before, after));
}

/** A case passes where every trial with a verdict does. `undefined`: none has one. */
export function verdictOf({ judged, passed }: BaselineCell): 'passed' | 'failed' | undefined {
  if (judged === 0) return undefined;
  return passed === judged ? 'passed' : 'failed';
}

function pairOf(
  { variant, model, caseId }: BaselineCell,
  before: BaselineCell | undefined,
  after: BaselineCell | undefined,
): CellPair {
  const names = { variant, model, caseId, before, after };
  if (before === undefined) return { ...names, change: 'only-after', moves: [] };
  if (after === undefined) return { ...names, change: 'only-before', moves: [] };
  const moves = movesOf(before, after);
  return { ...names, change: changeOf(before, after, moves), moves };
}

function changeOf(
  before: BaselineCell,
  after: BaselineCell,
  moves: readonly ScoreMove[],
): CellChange {
  const was = verdictOf(before);
  const is = verdictOf(after);
  if (was === 'passed' && is === 'failed') return 'to-failed';
  if (was === 'failed' && is === 'passed') return 'to-passed';
  if (was !== is || moves.length > 0) return 'moved';
  // Shares are compared without a division, so that 1 of 3 and 2 of 6 are the same.
  const isSameShare = before.passed * after.judged === after.passed * before.judged;
  return isSameShare ? 'unchanged' : 'moved';
}

function movesOf(before: BaselineCell, after: BaselineCell): readonly ScoreMove[] {
  const earlier = new Map(Object.entries(before.scores));
  const later = new Map(Object.entries(after.scores));
  const names = [...new Set([...earlier.keys(), ...later.keys()])].toSorted();
  return names.flatMap((evaluator) => {
    const was = earlier.get(evaluator);
    const is = later.get(evaluator);
    return was?.mean === is?.mean ? [] : [{ evaluator, before: was, after: is }];
  });
}

function totalsOf(pairs: readonly CellPair[]): readonly CandidateTotals[] {
  const byCandidate = new Map<string, CellPair[]>();
  for (const pair of pairs) {
    const key = JSON.stringify([pair.variant, pair.model]);
    const list = byCandidate.get(key);
    if (list === undefined) byCandidate.set(key, [pair]);
    else list.push(pair);
  }
  return [...byCandidate.values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined) return [];
    const { variant, model } = first;
    const counts: Record<CellChange, number> = { ...noChanges };
    let judged = 0;
    let passedBefore = 0;
    let passedAfter = 0;
    for (const { change, before, after } of list) {
      counts[change] += 1;
      const was = before && verdictOf(before);
      const is = after && verdictOf(after);
      if (was === undefined || is === undefined) continue;
      judged += 1;
      if (was === 'passed') passedBefore += 1;
      if (is === 'passed') passedAfter += 1;
    }
    return [{ variant, model, counts, judged, passedBefore, passedAfter }];
  });
}

const noChanges: Readonly<Record<CellChange, number>> = {
  'to-failed': 0,
  'to-passed': 0,
  moved: 0,
  unchanged: 0,
  'only-before': 0,
  'only-after': 0,
};
