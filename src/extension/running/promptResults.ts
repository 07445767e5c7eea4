import { cellKey } from '#core/store/cellKey.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { isTelling, type ResultRow, type RowPlace } from './resultRows.ts';

export type ShownRow = ResultRow & { readonly key: string; readonly isRunning: boolean };

/** The newest results of one prompt. A run is newer when its id is greater: ids begin with the time. */
export class PromptResults {
  /** By `cellKey`. */
  private readonly rows = new Map<string, ResultRow>();
  private readonly running = new Map<string, RowPlace>();
  /** Case → keys of `rows` and `running`. */
  private readonly keys = new Map<string, Set<string>>();

  /** Gives whether anything changed. */
  take(row: RowPlace, result: TrialResult): boolean {
    const key = this.keyOf(row);
    const wasRunning = this.running.get(key)?.runId === row.runId && this.running.delete(key);
    if (!isTelling(result)) return wasRunning;
    const before = this.rows.get(key);
    if (before !== undefined && before.runId > row.runId) return wasRunning;
    const earlier = before?.runId === row.runId ? before.trials : [];
    const others = earlier.filter(({ repeat }) => repeat !== result.repeat);
    const trials = [...others, result].toSorted((a, b) => a.repeat - b.repeat);
    this.rows.set(key, { ...row, trials });
    return true;
  }

  /** A case that has a result of this run already is not being run any more. */
  started(row: RowPlace): void {
    const key = this.keyOf(row);
    if (this.rows.get(key)?.runId !== row.runId) this.running.set(key, row);
  }

  /** Whatever the run did not come to is as it was before. */
  ended(runId: string): void {
    for (const [key, one] of this.running) if (one.runId === runId) this.running.delete(key);
  }

  /** Forgets the results of all runs that are not wanted; gives whether there were any. */
  keepOnly(isWanted: (runId: string) => boolean): boolean {
    const before = this.rows.size;
    for (const [key, row] of this.rows) if (!isWanted(row.runId)) this.rows.delete(key);
    return this.rows.size < before;
  }

  /** Rows with a result, of these cases. */
  count(cases: ReadonlySet<string>): number {
    let found = 0;
    for (const { caseId } of this.rows.values()) if (cases.has(caseId)) found += 1;
    return found;
  }

  get isEmpty(): boolean {
    return this.rows.size + this.running.size === 0;
  }

  /** With their `cellKey`. */
  get all(): readonly ShownRow[] {
    const rows = Array.from(this.rows, ([key, row]) => ({
      ...row,
      key,
      isRunning: this.running.has(key),
    }));
    for (const [key, row] of this.running) {
      if (!this.rows.has(key)) rows.push({ ...row, key, trials: [], isRunning: true });
    }
    return rows;
  }

  /** The same for one case, without a look at the others. */
  ofCase(caseId: string): readonly ShownRow[] {
    return Array.from(this.keys.get(caseId) ?? [], (key) => {
      const running = this.running.get(key);
      const row = this.rows.get(key) ?? (running && { ...running, trials: [] });
      return row === undefined ? [] : { ...row, key, isRunning: running !== undefined };
    }).flat();
  }

  private keyOf(row: RowPlace): string {
    const key = cellKey(row);
    const known = this.keys.get(row.caseId);
    if (known === undefined) this.keys.set(row.caseId, new Set([key]));
    else known.add(key);
    return key;
  }
}
