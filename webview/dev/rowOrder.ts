import type { CaseRow, RowsFilter, RowsQuery } from '#protocol/panelRun.ts';
import type { FakeRun } from './fakeRun.ts';

/** The numbers of the rows that a query shows, in its order. Kept until the run has gone on. */
export class RowOrder {
  private readonly run: FakeRun;
  private key = '';
  private order: readonly number[] = [];

  constructor(run: FakeRun) {
    this.run = run;
  }

  of(
    { filter, sort }: Pick<RowsQuery, 'filter' | 'sort'>,
    labelled: ReadonlySet<string>,
  ): readonly number[] {
    const key = JSON.stringify([filter, sort, this.run.finished, labelled.size]);
    if (key === this.key) return this.order;
    const all = Array.from({ length: this.run.rows }, (_, index) => index);
    const isPlain = Object.values(filter).every((one) => one === undefined);
    const shown = isPlain
      ? all
      : all.filter((index) => isShown(this.run.row(index), filter, labelled));
    this.key = key;
    this.order = sort === undefined ? shown : sorted(this.run, shown, sort.by, sort.descending);
    return this.order;
  }
}

function isShown(row: CaseRow, filter: RowsFilter, labelled: ReadonlySet<string>): boolean {
  const { outcome, candidate, tag, text } = filter;
  if (candidate !== undefined && row.candidate !== candidate) return false;
  if (tag !== undefined && !row.tags.includes(tag)) return false;
  if (text !== undefined && !textOf(row).includes(text.toLowerCase())) return false;
  switch (outcome) {
    case undefined:
      return true;
    case 'failed':
      return row.outcome === 'failed';
    case 'errors':
      return row.outcome === 'error';
    case 'changed':
      return row.change === 'to-failed' || row.change === 'to-passed' || row.change === 'moved';
    case 'flaky':
      return row.passed > 0 && row.passed < row.judged;
    case 'labelled':
      break;
  }
  return labelled.has(`${row.candidate} ${row.caseId}`);
}

function textOf({ caseId, input, expected, excerpt }: CaseRow): string {
  return `${caseId} ${input} ${expected} ${excerpt}`.toLowerCase();
}

function sorted(
  run: FakeRun,
  shown: readonly number[],
  by: string,
  descending: boolean,
): readonly number[] {
  const keyed = shown.map((index) => ({ index, key: keyOf(run.row(index), by) }));
  const turn = descending ? -1 : 1;
  keyed.sort((a, b) => {
    // What has no value stands last either way.
    if (a.key === undefined || b.key === undefined) {
      return a.key === b.key ? a.index - b.index : a.key === undefined ? 1 : -1;
    }
    if (a.key === b.key) return a.index - b.index;
    return (a.key < b.key ? -1 : 1) * turn;
  });
  return keyed.map(({ index }) => index);
}

function keyOf(row: CaseRow, by: string): string | number | undefined {
  if (by.startsWith('score:')) return row.scores[Number(by.slice(6))] ?? undefined;
  switch (by) {
    case 'case':
      return row.caseId;
    case 'outcome':
      return ['error', 'failed', 'not scored', 'running', 'passed'].indexOf(row.outcome);
    case 'change':
      return ['to-failed', 'to-passed', 'moved', 'new', 'unchanged'].indexOf(
        row.change ?? 'unchanged',
      );
    case 'model':
      return row.candidate;
    case 'tokens':
      return row.tokens;
    case 'cost':
      return row.costUsd;
    case 'latency':
      return row.latencyMs;
    default:
      return row.excerpt;
  }
}
