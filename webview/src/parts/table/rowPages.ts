import type { Failure, Outcome } from '#base/rpc.ts';

/** Some rows, and how many there are in all. */
export interface RowSlice<Row> {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly Row[];
  readonly anchorAt?: number;
}

export interface Anchor<Row> {
  readonly row: Row;
  /** Where it was when it was named. */
  readonly at: number;
}

export type AskRows<Row> = (
  from: number,
  count: number,
  anchor: Row | undefined,
  signal: AbortSignal,
) => Promise<Outcome<RowSlice<Row>>>;

const pageSize = 100;

/**
 * Rows of the host, kept in pages as they are looked at. When something changed, what is on screen stays until the new
 * rows have come, and `moved` says by how much the anchor went.
 */
export class RowPages<Row> {
  total: number | undefined;
  failure: Failure | undefined;
  private readonly told: (moved: number) => void;
  private ask: AskRows<Row> | undefined;
  private pages = new Map<number, readonly Row[]>();
  private asked = new Map<number, AbortController>();
  private refreshing: AbortController | undefined;
  private isStale = false;

  constructor(told: (moved: number) => void) {
    this.told = told;
  }

  /** Other rows altogether. What was shown stays until the first of them are there. */
  begin(ask: AskRows<Row>): void {
    this.stop();
    this.ask = ask;
    this.total = undefined;
    this.pages = new Map();
    void this.load(0);
  }

  at(index: number): Row | undefined {
    return this.pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Asks for what is missing between two rows, and forgets asking for what went out of sight. */
  want(first: number, last: number): void {
    if (this.total === undefined) return;
    const from = Math.floor(first / pageSize);
    const to = Math.floor(last / pageSize);
    for (const [page, controller] of this.asked) {
      if (page >= from - 1 && page <= to + 1) continue;
      controller.abort();
      this.asked.delete(page);
    }
    for (let page = from; page <= to; page += 1) {
      if (!this.pages.has(page) && !this.asked.has(page)) void this.load(page);
    }
  }

  /** Something changed: the rows between `first` and `last` are asked for anew, and then stand in one go. */
  async refresh(first: number, last: number, anchor: () => Anchor<Row> | undefined): Promise<void> {
    if (this.ask === undefined || this.total === undefined) return;
    if (this.refreshing !== undefined) {
      this.isStale = true;
      return;
    }
    const controller = new AbortController();
    this.refreshing = controller;
    const held = anchor();
    const page = Math.floor(first / pageSize);
    const count = (Math.floor(last / pageSize) - page + 1) * pageSize;
    const outcome = await this.ask(page * pageSize, count, held?.row, controller.signal);
    if (this.refreshing !== controller) return;
    this.refreshing = undefined;
    if (outcome.ok) {
      this.stopPages();
      this.pages = new Map();
      this.keep(outcome.value);
      const { anchorAt } = outcome.value;
      this.told(held === undefined || anchorAt === undefined ? 0 : anchorAt - held.at);
    }
    if (this.isStale) {
      this.isStale = false;
      await this.refresh(first, last, anchor);
    }
  }

  stop(): void {
    this.stopPages();
    this.refreshing?.abort();
    this.refreshing = undefined;
    this.isStale = false;
  }

  private stopPages(): void {
    for (const controller of this.asked.values()) controller.abort();
    this.asked = new Map();
  }

  private async load(page: number): Promise<void> {
    const controller = new AbortController();
    this.asked.set(page, controller);
    const outcome = await this.ask?.(page * pageSize, pageSize, undefined, controller.signal);
    if (this.asked.get(page) !== controller || outcome === undefined) return;
    this.asked.delete(page);
    if (outcome.ok) this.keep(outcome.value);
    this.failure = outcome.ok || outcome.failure.code === 'cancelled' ? undefined : outcome.failure;
    this.told(0);
  }

  private keep({ total, from, rows }: RowSlice<Row>): void {
    this.total = total;
    this.failure = undefined;
    for (let at = 0; at < rows.length; at += pageSize) {
      this.pages.set(Math.floor((from + at) / pageSize), rows.slice(at, at + pageSize));
    }
  }
}
