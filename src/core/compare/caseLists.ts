import type { CandidateComparison, ComparedCandidate, Flip } from '#protocol/comparison.ts';
import type { BaselineCell } from '../store/baselines.ts';
import { verdictOf } from './compareCells.ts';

/** One case that both sides have. */
export interface CasePair {
  readonly before: BaselineCell;
  readonly after: BaselineCell;
}

/** The cases of two candidates, by id. */
export interface CaseLists extends Pick<
  CandidateComparison,
  'onlyBefore' | 'onlyAfter' | 'toFailed' | 'toPassed'
> {
  readonly pairs: readonly CasePair[];
}

export function listCases(
  before: readonly BaselineCell[],
  after: readonly BaselineCell[],
): CaseLists {
  const earlier = byCase(before);
  const later = byCase(after);
  const ids = [...earlier.keys()].toSorted();
  const pairs = ids.flatMap((id) => {
    const one = earlier.get(id);
    const other = later.get(id);
    return one === undefined || other === undefined ? [] : [{ before: one, after: other }];
  });
  const flips = (was: string, is: string): readonly Flip[] =>
    pairs
      .filter((pair) => verdictOf(pair.before) === was && verdictOf(pair.after) === is)
      .map(flipOf);
  return {
    pairs,
    onlyBefore: ids.filter((id) => !later.has(id)),
    onlyAfter: [...later.keys()].toSorted().filter((id) => !earlier.has(id)),
    toFailed: flips('passed', 'failed'),
    toPassed: flips('failed', 'passed'),
  };
}

export function cellsOf(
  cells: readonly BaselineCell[],
  { variant, model }: ComparedCandidate,
): readonly BaselineCell[] {
  return cells.filter((cell) => cell.variant === variant && cell.model === model);
}

function byCase(cells: readonly BaselineCell[]): ReadonlyMap<string, BaselineCell> {
  return new Map(cells.map((cell) => [cell.caseId, cell]));
}

function flipOf({ before, after }: CasePair): Flip {
  return {
    caseId: before.caseId,
    before: { passed: before.passed, judged: before.judged },
    after: { passed: after.passed, judged: after.judged },
  };
}
