import type { CaseRow, PersonLabel, RowChange, RowKey, RowOutcome } from '#protocol/panelRun.ts';
import type { TrialResult, TrialState } from '#protocol/trial.ts';
import { meanOf } from '../compare/cells.ts';
import { changeBetween, type CellChange } from '../compare/compareCells.ts';
import type { ResultPlace } from '../engine.ts';
import type { BaselineCell } from '../store/baselines.ts';
import { cellKey } from '../store/cellKey.ts';
import type { CaseTable } from './caseTable.ts';
import { outcomeOf, stateWords } from './outcome.ts';
import { lineOf, shownInput, startOf } from './startOf.ts';
import { TrialTable } from './trialTable.ts';

export interface RowsPlan {
  readonly cases: CaseTable;
  /** How many cases the prompt has; the table may know fewer. */
  readonly count: number;
  readonly repeats: number;
  /** The prompt's candidates: their places in the manifest, in order. */
  readonly candidates: readonly {
    readonly place: number;
    readonly variant: string;
    readonly model: string;
  }[];
  readonly evaluators: readonly string[];
  /** What is kept of each reply, in UTF-16 units. */
  readonly mostText: number;
}

/** The number of UTF-16 units that a row shows. */
const excerptLength = 200;

/** One prompt of a run as rows: a case on a candidate each, in the order of the plan. */
export class PromptRows {
  readonly plan: RowsPlan;
  readonly trials: TrialTable;
  /** Rises whenever a row is not what it was. */
  revision = 0;
  /** Trials without an end are still to come. */
  isLive = false;
  private readonly replies: string[] = [];
  /** Of the reply that the row shows: from which repetition it is, from 1, and how long. */
  private readonly replyRepeats: Uint32Array;
  private readonly replyLengths: Uint32Array;
  private readonly finishedBy: number[];
  private baseline: ReadonlyMap<string, BaselineCell> | undefined;
  /** By row; worked out when somebody asks. */
  private changes: (RowChange | null | undefined)[] = [];
  private labels: ReadonlyMap<number, PersonLabel> = new Map();

  constructor(plan: RowsPlan) {
    this.plan = plan;
    this.trials = new TrialTable(
      plan.count * plan.candidates.length * plan.repeats,
      plan.evaluators,
    );
    this.replyRepeats = new Uint32Array(this.size);
    this.replyLengths = new Uint32Array(this.size);
    this.finishedBy = plan.candidates.map(() => 0);
  }

  get size(): number {
    return this.plan.count * this.plan.candidates.length;
  }

  get finished(): number {
    return this.finishedBy.reduce((sum, one) => sum + one, 0);
  }

  /** Trials of a candidate that have ended. */
  finishedOf(candidate: number): number {
    return this.finishedBy[this.slotOf(candidate)] ?? 0;
  }

  /** `trial`: its number within the prompt. Tells nothing new of one that is known. */
  add(trial: number, result: TrialResult, at: ResultPlace | undefined): void {
    const { repeats, candidates, cases } = this.plan;
    const row = Math.floor(trial / repeats);
    if (trial < 0 || row >= this.size) return;
    if (this.trials.has(trial)) {
      if (at !== undefined) this.trials.place(trial, at);
      return;
    }
    cases.name(Math.floor(row / candidates.length), result.caseId);
    this.trials.put(trial, result, at);
    this.finishedBy[row % candidates.length] = (this.finishedBy[row % candidates.length] ?? 0) + 1;
    this.keepReply(row, trial % repeats, result);
    this.changes[row] = undefined;
    this.revision += 1;
  }

  take(baseline: readonly BaselineCell[] | undefined): void {
    this.baseline = baseline && new Map(baseline.map((cell) => [cellKey(cell), cell]));
    this.changes = [];
    this.revision += 1;
  }

  get hasBaseline(): boolean {
    return this.baseline !== undefined;
  }

  /** By row. */
  label(labels: ReadonlyMap<number, PersonLabel>): void {
    this.labels = labels;
    this.revision += 1;
  }

  labelOf(row: number): PersonLabel | undefined {
    return this.labels.get(row);
  }

  /** `undefined`: there is no such row. */
  indexOf({ caseId, candidate }: RowKey): number | undefined {
    const index = this.plan.cases.indexOf(caseId);
    const slot = this.slotOf(candidate);
    return index === undefined || slot < 0 ? undefined : index * this.plan.candidates.length + slot;
  }

  caseOf(row: number): number {
    return Math.floor(row / this.plan.candidates.length);
  }

  candidateOf(row: number): RowsPlan['candidates'][number] | undefined {
    return this.plan.candidates[row % this.plan.candidates.length];
  }

  /** The numbers of a row's trials, those that have ended. */
  trialsOf(row: number): readonly number[] {
    const { repeats } = this.plan;
    const trials: number[] = [];
    for (let trial = row * repeats; trial < (row + 1) * repeats; trial += 1) {
      if (this.trials.has(trial)) trials.push(trial);
    }
    return trials;
  }

  outcomeOf(row: number): RowOutcome {
    const trials = this.trialsOf(row);
    if (this.isLive && trials.length < this.plan.repeats) return 'running';
    return outcomeOf(
      trials.map((trial) => ({
        state: this.trials.stateOf(trial) ?? 'unknown',
        pass: this.trials.passOf(trial),
      })),
    );
  }

  isFlaky(row: number): boolean {
    const { judged, passed } = this.passesOf(row);
    return passed > 0 && passed < judged;
  }

  /** `undefined`: there is no baseline, or the run says nothing of the case. */
  changeOf(row: number): RowChange | undefined {
    if (this.baseline === undefined) return undefined;
    const known = this.changes[row];
    if (known !== undefined) return known ?? undefined;
    const change = this.compared(row) ?? null;
    this.changes[row] = change;
    return change ?? undefined;
  }

  /** Mean over the repetitions; `null`: no score. */
  scoreOf(row: number, evaluator: number): number | null {
    const values = this.trialsOf(row).flatMap((trial) => {
      const value = this.trials.scoreOf(trial, evaluator);
      return value === undefined ? [] : [value];
    });
    return values.length === 0 ? null : meanOf(values);
  }

  tokensOf(row: number): number | undefined {
    return this.sum(row, (trial) => this.trials.tokensOf(trial));
  }

  costOf(row: number): number | undefined {
    return this.sum(row, (trial) => this.trials.costOf(trial));
  }

  /** Median over the repetitions. */
  latencyOf(row: number): number | undefined {
    const sorted = this.trialsOf(row)
      .flatMap((trial) => this.trials.latencyOf(trial) ?? [])
      .toSorted((a, b) => a - b);
    const upper = sorted[Math.floor(sorted.length / 2)];
    const lower = sorted[Math.floor((sorted.length - 1) / 2)];
    return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
  }

  /** Texts that a filter looks through. */
  textsOf(row: number): readonly string[] {
    const { cases } = this.plan;
    const index = this.caseOf(row);
    return [cases.idOf(index), cases.inputOf(index), cases.expectedOf(index), this.replyOf(row)];
  }

  tagsOf(row: number): readonly string[] {
    return this.plan.cases.tagsOf(this.caseOf(row));
  }

  /** The start of the first reply, or why there is none. */
  replyOf(row: number): string {
    return this.replies[row] ?? '';
  }

  /** Whether the reply that the row shows may be this one, as far as it was kept. */
  mayShow(row: number, reply: string): boolean {
    return this.replyLengths[row] === reply.length && reply.startsWith(this.replyOf(row));
  }

  row(row: number): CaseRow {
    const { cases, evaluators } = this.plan;
    const index = this.caseOf(row);
    const change = this.changeOf(row);
    const tokens = this.tokensOf(row);
    const costUsd = this.costOf(row);
    const latencyMs = this.latencyOf(row);
    const thumb = this.labels.get(row)?.thumb;
    return {
      caseId: cases.idOf(index),
      candidate: this.candidateOf(row)?.place ?? 0,
      outcome: this.outcomeOf(row),
      ...(change !== undefined && { change }),
      ...this.passesOf(row),
      scores: evaluators.map((_, place) => this.scoreOf(row, place)),
      excerpt: lineOf(this.replyOf(row), excerptLength),
      input: startOf(cases.inputOf(index), shownInput),
      expected: lineOf(cases.expectedOf(index), excerptLength),
      tags: this.tagsOf(row),
      ...(tokens !== undefined && { tokens }),
      ...(costUsd !== undefined && { costUsd }),
      ...(latencyMs !== undefined && { latencyMs }),
      ...(thumb !== undefined && { thumb }),
    };
  }

  /** What the run says of a row; `undefined`: nothing, because every trial broke or was not scored. */
  cellOf(row: number): BaselineCell | undefined {
    const candidate = this.candidateOf(row);
    const trials = this.trialsOf(row).filter((trial) => this.isTelling(trial));
    if (candidate === undefined || trials.length === 0) return undefined;
    const { variant, model } = candidate;
    const scores = this.plan.evaluators.flatMap((name, place) => {
      const values = trials.flatMap((trial) => {
        const value = this.trials.scoreOf(trial, place);
        return value === undefined || !Number.isFinite(value) ? [] : [value];
      });
      return values.length === 0
        ? []
        : [[name, { n: values.length, mean: meanOf(values) }] as const];
    });
    const verdicts = trials.map((trial) => this.trials.passOf(trial));
    return {
      variant,
      model,
      caseId: this.plan.cases.idOf(this.caseOf(row)),
      n: trials.length,
      judged: verdicts.filter((pass) => pass !== undefined).length,
      passed: verdicts.filter((pass) => pass === true).length,
      scores: Object.fromEntries(scores),
    };
  }

  private passesOf(row: number): { readonly judged: number; readonly passed: number } {
    let judged = 0;
    let passed = 0;
    for (const trial of this.trialsOf(row)) {
      const pass = this.trials.passOf(trial);
      if (pass !== undefined) judged += 1;
      if (pass === true) passed += 1;
    }
    return { judged, passed };
  }

  private compared(row: number): RowChange | undefined {
    const after = this.cellOf(row);
    if (after === undefined) return undefined;
    const before = this.baseline?.get(cellKey(after));
    return before === undefined ? 'new' : rowChanges[changeBetween(before, after)];
  }

  private isTelling(trial: number): boolean {
    const state = this.trials.stateOf(trial);
    if (state === undefined || !repliedStates.has(state)) return false;
    return this.trials.passOf(trial) !== undefined || this.trials.isScored(trial);
  }

  /** The first repetition's, whatever the order in which they come. */
  private keepReply(row: number, repeat: number, { reply, failure, state }: TrialResult): void {
    const kept = this.replyRepeats[row] ?? 0;
    if (kept > 0 && kept - 1 < repeat) return;
    const text = reply?.text ?? failure?.message ?? stateWords(state);
    this.replyRepeats[row] = repeat + 1;
    this.replyLengths[row] = reply?.text.length ?? 0;
    this.replies[row] = startOf(text, this.plan.mostText);
  }

  private sum(row: number, numberOf: (trial: number) => number | undefined): number | undefined {
    let sum: number | undefined;
    for (const trial of this.trialsOf(row)) {
      const value = numberOf(trial);
      if (value !== undefined) sum = (sum ?? 0) + value;
    }
    return sum;
  }

  private slotOf(candidate: number): number {
    return this.plan.candidates.findIndex(({ place }) => place === candidate);
  }
}

const repliedStates: ReadonlySet<TrialState> = new Set([
  'replied',
  'truncated',
  'filtered',
  'empty',
]);

const rowChanges: Readonly<Record<CellChange, RowChange>> = {
  'to-failed': 'to-failed',
  'to-passed': 'to-passed',
  moved: 'moved',
  unchanged: 'unchanged',
  'only-before': 'unchanged',
  'only-after': 'new',
};
