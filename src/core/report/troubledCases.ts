import type { CaseRef } from '#protocol/panel.ts';
import type { RowChange } from '#protocol/panelRun.ts';
import type { RunBook } from '../views/runBook.ts';

/** A case on a candidate that wants to be looked at. */
export interface TroubledCase extends CaseRef {
  /** Index into the run's prompts. */
  readonly prompt: number;
  readonly outcome: 'failed' | 'error';
  readonly isFlaky: boolean;
  /** Against the baseline; absent where there is none. */
  readonly change?: RowChange;
}

export interface TroubledCases {
  readonly cases: readonly TroubledCase[];
  /** How many more there are. */
  readonly left: number;
}

/** Cases that failed or broke: those that passed before come first, errors last, each in the order of the plan. At most `most` of them. */
export function troubledCases(book: RunBook, most: number, prompt?: number): TroubledCases {
  const ranked: TroubledCase[][] = [[], [], []];
  let total = 0;
  for (const [place, { rows }] of book.parts.entries()) {
    if (prompt !== undefined && prompt !== place) continue;
    for (let row = 0; row < rows.size; row += 1) {
      const outcome = rows.outcomeOf(row);
      if (outcome !== 'failed' && outcome !== 'error') continue;
      total += 1;
      const change = rows.changeOf(row);
      const some = ranked[change === 'to-failed' ? 0 : outcome === 'failed' ? 1 : 2];
      if (some === undefined || some.length === most) continue;
      some.push({
        run: book.manifest.id,
        prompt: place,
        candidate: rows.candidateOf(row)?.place ?? 0,
        caseId: rows.plan.cases.idOf(rows.caseOf(row)),
        outcome,
        isFlaky: rows.isFlaky(row),
        ...(change !== undefined && { change }),
      });
    }
  }
  const cases = ranked.flat().slice(0, most);
  return { cases, left: total - cases.length };
}
