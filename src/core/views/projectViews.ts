import { done, failed, type Outcome } from '#base/rpc.ts';
import type { RunLine } from '#protocol/history.ts';
import type { CaseRef, PanelMethods, SideRef } from '#protocol/panel.ts';
import type { RowsQuery, RunHeading } from '#protocol/panelRun.ts';
import type { RunEvent } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { Engine } from '../engine.ts';
import type { ForeignRun } from '../mlflow/foreignRuns.ts';
import {
  caseDetail,
  findCase,
  rawExchange,
  resultsOf,
  type CaseDesk,
  type FoundCase,
} from './caseView.ts';
import { compareView, openComparison, type OpenedComparison } from './compareView.ts';
import type { CompareTable } from './compareTable.ts';
import { gateView } from './gateView.ts';
import { historyView, promptChange } from './historyView.ts';
import { labelTable } from './labelTable.ts';
import { modelsView } from './modelsView.ts';
import type { PeopleSay } from './personLabels.ts';
import type { PromptPart, RunBook } from './runBook.ts';
import { runHeading } from './runHeading.ts';
import { RunShelf } from './runShelf.ts';
import { runView } from './runView.ts';
import { switchView } from './switchView.ts';
import type { Texts } from './texts.ts';
import { againstBaseline, type Verdicts } from './verdicts.ts';

export interface ViewNeeds {
  readonly engine: Pick<Engine, 'root' | 'history' | 'baselines' | 'catalogue' | 'compare'>;
  readonly people: PeopleSay;
  readonly texts: Texts;
  /** A run of this program, of which every event is told to `hear`. */
  readonly isLive: (id: string) => boolean;
  /** Whether another program is writing a run that has no end. */
  readonly isWritten: (id: string) => Promise<boolean>;
  /** Whether the index of the runs may be written. */
  readonly mayKeep: () => boolean;
  /** Runs of other programs, newest first; absent where nobody looks at the history. */
  readonly foreignRuns?: () => Promise<readonly ForeignRun[]>;
}

type Result<K extends keyof PanelMethods> = Promise<Outcome<PanelMethods[K]['result']>>;
type Params<K extends keyof PanelMethods> = PanelMethods[K]['params'];

/** Runs without an end that are asked about; older ones were cut off long ago. */
const mostUnended = 20;

/** What a page or a report is shown of one project. Everything is made when it is asked for. */
export class ProjectViews {
  private readonly needs: ViewNeeds;
  private readonly shelf: RunShelf;
  private readonly desk: CaseDesk;
  private known: Promise<readonly RunLine[]> | undefined;
  private written: ReadonlySet<string> = new Set();
  /** Files of prompts that have a baseline. */
  private accepted: ReadonlySet<string> = new Set();
  private compared: OpenedComparison | undefined;
  private readonly judged = new WeakMap<
    PromptPart,
    { readonly revision: number; readonly verdicts: ReadonlyMap<number, Verdicts> }
  >();

  constructor(needs: ViewNeeds) {
    this.needs = needs;
    const { engine, people, isLive, texts } = needs;
    this.shelf = new RunShelf({ engine, people, isLive });
    this.desk = { engine, shelf: this.shelf, texts };
  }

  /** What a run of this program tells. */
  hear(id: string, event: RunEvent): void {
    this.shelf.hear(id, event);
  }

  end(id: string): void {
    this.shelf.end(id);
    this.doubt();
  }

  /** Runs, baselines or labels on disk have changed. */
  doubt(): void {
    this.known = undefined;
    this.shelf.doubt();
  }

  /** Newest first. */
  lines(): Promise<readonly RunLine[]> {
    this.known ??= this.readLines().catch((error: unknown) => {
      this.known = undefined;
      throw error;
    });
    return this.known;
  }

  async headings(): Promise<readonly RunHeading[]> {
    const lines = await this.lines();
    return lines.map((line) => runHeading(line, this.isRunning(line.id), this.accepted));
  }

  async run({ run, prompt }: Params<'run/view'>, signal: AbortSignal = never): Result<'run/view'> {
    const book = await this.shelf.open(run);
    if (book === undefined) return noRun(run);
    const isRunning = this.needs.isLive(run) || (await this.isWritten(book));
    // What is not whole yet says nothing: whoever stops when it looks good is fooled.
    const verdicts = isRunning ? none : await this.againstBaseline(book, prompt, signal);
    const view = runView(book, prompt, isRunning, verdicts);
    return view === undefined
      ? failed('no-such-prompt', 'The run has no such prompt.')
      : done(view);
  }

  async rows(query: RowsQuery): Result<'run/rows'> {
    const book = await this.shelf.open(query.run);
    if (book === undefined) return noRun(query.run);
    const part = book.parts[query.prompt];
    if (part === undefined) return failed('no-such-prompt', 'The run has no such prompt.');
    return done(part.order.page(query));
  }

  async labels({ run, candidate, evaluator }: Params<'run/labels'>): Result<'run/labels'> {
    const book = await this.shelf.open(run);
    if (book === undefined) return noRun(run);
    const summary = book.summaryOf(candidate)?.evaluators.find((one) => one.name === evaluator);
    const table = summary && labelTable(summary);
    return table === undefined
      ? failed('no-labels', `"${evaluator}" has put no reply under a label.`)
      : done(table);
  }

  async gate({ run }: Params<'run/gate'>): Result<'run/gate'> {
    const book = await this.shelf.open(run);
    if (book === undefined) return noRun(run);
    const view = gateView(book);
    return view === undefined ? failed('no-gate', 'The run has not ended.') : done(view);
  }

  case(ref: CaseRef): Result<'run/case'> {
    return caseDetail(this.desk, ref);
  }

  find(ref: CaseRef): Promise<Outcome<FoundCase>> {
    return findCase(this.desk, ref);
  }

  /** The result whose reply a row shows. */
  async shownResult(found: FoundCase): Promise<TrialResult | undefined> {
    const results = await resultsOf(this.desk, found, found.row);
    return results.find(({ reply }) => reply !== undefined);
  }

  raw(params: Params<'run/raw'>): Result<'run/raw'> {
    return rawExchange(this.desk, params);
  }

  async compare(
    { sides }: Params<'compare/view'>,
    signal: AbortSignal = never,
  ): Result<'compare/view'> {
    const table = await this.table(sides);
    if (!table.ok) return table;
    return done(await compareView(table.value, this.needs, signal));
  }

  async compareRows(query: Params<'compare/rows'>): Result<'compare/rows'> {
    const table = await this.table(query.sides);
    return table.ok ? done(table.value.page(query)) : table;
  }

  async scatter({ sides, evaluator }: Params<'compare/scatter'>): Result<'compare/scatter'> {
    const table = await this.table(sides);
    return table.ok ? done(table.value.scatter(evaluator)) : table;
  }

  async history(wish: Params<'history/view'>): Result<'history/view'> {
    const foreign = await this.needs.foreignRuns?.();
    return done(historyView(await this.lines(), wish, (id) => this.isRunning(id), foreign));
  }

  async change({ run, file }: Params<'history/change'>): Result<'history/change'> {
    const history = {
      lines: () => this.lines(),
      find: (id: string) => this.needs.engine.history.find(id),
    };
    return promptChange(history, { run, file }, this.needs.texts);
  }

  async models(): Result<'models/view'> {
    const { catalogue, problems } = await this.needs.engine.catalogue();
    if (catalogue === undefined) {
      const [problem] = problems;
      const why = problem?.message ?? 'There is no catalogue.';
      return failed('no-catalogue', `No model is approved: ${why}`, problem?.next);
    }
    return done(modelsView(catalogue, await this.lines()));
  }

  async switch(
    models: Params<'models/switch'>,
    signal: AbortSignal = never,
  ): Result<'models/switch'> {
    const { engine } = this.needs;
    return done(
      await switchView(await this.lines(), models, { engine, shelf: this.shelf }, signal),
    );
  }

  private async readLines(): Promise<readonly RunLine[]> {
    const { engine, mayKeep, isWritten, isLive } = this.needs;
    const lines = await engine.history.lines(mayKeep());
    const unended = lines.filter(({ id, state }) => state === 'unended' && !isLive(id));
    const written = new Set<string>();
    for (const { id } of unended.slice(0, mostUnended)) {
      if (await isWritten(id)) written.add(id);
    }
    this.written = written;
    const accepted = new Set<string>();
    for (const file of new Set(lines.flatMap(({ prompts }) => prompts.map((one) => one.file)))) {
      if ('value' in (await engine.baselines.read(file))) accepted.add(file);
    }
    this.accepted = accepted;
    return lines;
  }

  private isRunning(id: string): boolean {
    return this.needs.isLive(id) || this.written.has(id);
  }

  private async isWritten({ run, summary }: RunBook): Promise<boolean> {
    return summary === undefined && (await this.needs.isWritten(run.id));
  }

  /** By candidate. Kept until a row changes. */
  private async againstBaseline(
    book: RunBook,
    prompt: number,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<number, Verdicts>> {
    const part = book.parts[prompt];
    const file = book.manifest.prompts[prompt]?.file;
    if (part === undefined || file === undefined || !part.rows.hasBaseline) return none;
    const known = this.judged.get(part);
    const { revision, plan } = part.rows;
    if (known?.revision === revision) return known.verdicts;
    const found = await againstBaseline(this.needs.engine, book.run, file, signal);
    const verdicts = new Map<number, Verdicts>();
    for (const { place, variant, model } of plan.candidates) {
      const mine = found.find(({ after }) => after.variant === variant && after.model === model);
      if (mine !== undefined) verdicts.set(place, mine);
    }
    this.judged.set(part, { revision, verdicts });
    return verdicts;
  }

  /** Pages of one comparison are made of one table, as long as nothing changes. */
  private async table(refs: readonly SideRef[]): Promise<Outcome<CompareTable>> {
    const opened = await openComparison(this.desk, refs, this.compared);
    if (opened.ok) this.compared = opened.value;
    return opened.ok ? done(opened.value.table) : opened;
  }
}

/** For who does not give up. */
const never = new AbortController().signal;
const none: ReadonlyMap<number, Verdicts> = new Map();

function noRun(id: string): Outcome<never> {
  return failed('no-such-run', `The run ${id.slice(0, 40)} is not here, or cannot be read.`);
}
