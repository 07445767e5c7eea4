import type { TrialResult } from '#protocol/trial.ts';
import { isTelling, rowKey, type ResultRow } from './resultRows.ts';

/** The newest results of one prompt. A run is newer when its id is greater: ids begin with the time. */
export class PromptResults {
  private readonly rows = new Map<string, ResultRow>();
  private readonly running = new Map<string, { runId: string; row: Omit<ResultRow, 'trials'> }>();

  /** Gives whether anything changed. */
  take(row: Omit<ResultRow, 'trials'>, result: TrialResult): boolean {
    const key = rowKey(row.caseId, row.variant, row.model);
    this.running.delete(key);
    if (!isTelling(result)) return true;
    const before = this.rows.get(key);
    if (before !== undefined && before.runId > row.runId) return false;
    const earlier = before?.runId === row.runId ? before.trials : [];
    const others = earlier.filter(({ repeat }) => repeat !== result.repeat);
    const trials = [...others, result].toSorted((a, b) => a.repeat - b.repeat);
    this.rows.set(key, { ...row, trials });
    return true;
  }

  started(row: Omit<ResultRow, 'trials'>): void {
    const key = rowKey(row.caseId, row.variant, row.model);
    if (this.rows.get(key)?.runId === row.runId) return;
    this.running.set(key, { runId: row.runId, row });
  }

  /** Whatever the run did not come to is as it was before. */
  ended(runId: string): void {
    for (const [key, one] of this.running) if (one.runId === runId) this.running.delete(key);
  }

  forget(runId: string): void {
    for (const [key, row] of this.rows) if (row.runId === runId) this.rows.delete(key);
  }

  get all(): readonly (ResultRow & { readonly isRunning: boolean })[] {
    const rows = Array.from(this.rows, ([key, row]) => ({
      ...row,
      isRunning: this.running.has(key),
    }));
    for (const [key, { row }] of this.running) {
      if (!this.rows.has(key)) rows.push({ ...row, trials: [], isRunning: true });
    }
    return rows;
  }
}
