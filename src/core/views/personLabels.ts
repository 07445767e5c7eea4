import type { PersonLabel } from '#protocol/panelRun.ts';
import type { PromptRows } from './promptRows.ts';

/** What a person said of exactly one reply to a case. */
export interface SaidOfReply extends PersonLabel {
  readonly caseId: string;
  readonly reply: string;
}

/** What people say of replies, by the file of a prompt. The newest comes last. */
export interface PeopleSay {
  of(file: string): Promise<readonly SaidOfReply[]>;
}

/** Lays what was said beside the rows that show the reply it was said of: in this run or in another one. */
export function labelsByRow(
  rows: PromptRows,
  said: readonly SaidOfReply[],
): ReadonlyMap<number, PersonLabel> {
  const labels = new Map<number, PersonLabel>();
  for (const { caseId, reply, ...label } of said) {
    for (const { place } of rows.plan.candidates) {
      const row = rows.indexOf({ caseId, candidate: place });
      if (row !== undefined && rows.mayShow(row, reply)) labels.set(row, label);
    }
  }
  return labels;
}
