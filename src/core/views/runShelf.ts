import type { PersonLabel } from '#protocol/panelRun.ts';
import type { RunEvent } from '#protocol/run.ts';
import type { Engine, StoredRun } from '../engine.ts';
import { labelsByRow } from './personLabels.ts';
import type { PeopleSay } from './personLabels.ts';
import { RunBook } from './runBook.ts';

export interface ShelfNeeds {
  readonly engine: Pick<Engine, 'history' | 'baselines'>;
  readonly people: PeopleSay;
  /** A run of which every event is told to `hear`. */
  readonly isLive: (id: string) => boolean;
}

/** Books that stay open, and trials in all of them. */
const mostBooks = 12;
const mostTrials = 1_000_000;

interface Opened {
  readonly book: Promise<RunBook | undefined>;
  /** What was told before the book was there. */
  readonly early: RunEvent[];
  isThere: boolean;
  trials: number;
  /** Its files, or what it is laid against, may have changed since it was looked at. */
  isDoubtful: boolean;
}

/** The runs that somebody looks at, each read once, and again only where its files have changed. */
export class RunShelf {
  private readonly needs: ShelfNeeds;
  private readonly opened = new Map<string, Opened>();

  constructor(needs: ShelfNeeds) {
    this.needs = needs;
  }

  /** `undefined`: there is no such run, or its manifest cannot be read. */
  async open(id: string): Promise<RunBook | undefined> {
    const known = this.opened.get(id);
    if (known !== undefined && (!known.isDoubtful || (await this.isAsItWas(id, known)))) {
      this.opened.delete(id);
      this.opened.set(id, known);
      return known.book;
    }
    const entry: Opened = {
      book: this.read(id),
      early: [],
      isThere: false,
      trials: 0,
      isDoubtful: false,
    };
    this.opened.set(id, entry);
    try {
      const book = await entry.book;
      for (const event of entry.early) book?.hear(event);
      entry.early.length = 0;
      entry.isThere = true;
      entry.trials = book?.manifest.trials ?? 0;
      // What is not there now may be there the next time.
      if (book === undefined) this.opened.delete(id);
      this.makeRoom(id);
      return book;
    } catch (error) {
      this.opened.delete(id);
      throw error;
    }
  }

  hear(id: string, event: RunEvent): void {
    const entry = this.opened.get(id);
    if (entry === undefined) return;
    if (entry.isThere) void entry.book.then((book) => book?.hear(event));
    else entry.early.push(event);
  }

  /** Nothing more will be told of the run. */
  end(id: string): void {
    const entry = this.opened.get(id);
    if (entry === undefined) return;
    entry.isDoubtful = true;
    void entry.book.then((book) => book?.end());
  }

  /** Something on disk has changed. */
  doubt(): void {
    for (const entry of this.opened.values()) entry.isDoubtful = true;
  }

  private async read(id: string): Promise<RunBook | undefined> {
    const { history } = this.needs.engine;
    const run = await history.find(id);
    if (run === undefined || run.id !== id) return undefined;
    const book = await RunBook.open(history, run, this.needs.isLive(id));
    if (book !== undefined) await this.layAgainst(book);
    return book;
  }

  private async isAsItWas(id: string, entry: Opened): Promise<boolean> {
    entry.isDoubtful = false;
    const book = await entry.book;
    if (book === undefined) return false;
    if (!this.needs.isLive(id)) {
      const run = await this.needs.engine.history.find(id);
      if (run === undefined || endOf(run) !== (book.summary?.endedAt ?? endOf(book.run))) {
        this.opened.delete(id);
        return false;
      }
    }
    await this.layAgainst(book);
    return true;
  }

  /** Reads what was accepted, and what people said of the replies. */
  private async layAgainst(book: RunBook): Promise<void> {
    const { engine, people } = this.needs;
    for (const [place, { file }] of book.manifest.prompts.entries()) {
      const rows = book.parts[place]?.rows;
      const stored = await engine.baselines.read(file);
      rows?.take('value' in stored ? stored.value.cells : undefined);
      const labels: ReadonlyMap<number, PersonLabel> =
        rows === undefined ? new Map() : labelsByRow(rows, await people.of(file));
      rows?.label(labels);
    }
  }

  private makeRoom(newest: string): void {
    let trials = 0;
    for (const entry of this.opened.values()) trials += entry.trials;
    for (const [id, entry] of this.opened) {
      if (this.opened.size <= mostBooks && trials <= mostTrials) return;
      if (id === newest) continue;
      this.opened.delete(id);
      trials -= entry.trials;
    }
  }
}

/** Another end is another story. */
function endOf({ summary }: StoredRun): string {
  return 'value' in summary ? summary.value.endedAt : summary.fault;
}
