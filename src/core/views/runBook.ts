import type { EvaluatorName } from '#protocol/panelRun.ts';
import type {
  CandidateSummary,
  RunEvent,
  RunManifest,
  RunProgress,
  RunSummary,
} from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { History, ResultPlace, StoredRun } from '../engine.ts';
import { prepareEvaluators } from '../metrics/evaluate.ts';
import type { PreparedEvaluator } from '../metrics/metric.ts';
import { FileError } from '../ports.ts';
import { count } from '../report/numbers.ts';
import { readPromptCopy } from '../project/readPrompt.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { compileConversation } from '../prompts/conversation.ts';
import { CandidateTally } from '../runner/tally.ts';
import { trialGrid } from '../runner/trialGrid.ts';
import type { BaselineCell } from '../store/baselines.ts';
import type { SnapshotCase } from '../store/snapshot.ts';
import type { Span } from '../store/lines.ts';
import { CaseTable } from './caseTable.ts';
import { summarisedEvaluators, writtenEvaluators } from './evaluatorNames.ts';
import { PromptRows } from './promptRows.ts';
import { RowOrder } from './rowOrder.ts';

/** What is known of one prompt of a run. */
export interface PromptPart {
  readonly rows: PromptRows;
  readonly order: RowOrder;
  readonly evaluators: readonly EvaluatorName[];
  /** The run's own copy; absent where it cannot be read. */
  readonly prompt: Prompt | undefined;
}

/** Memory that the texts of all rows may take, in UTF-16 units; with few rows more is kept of each, to be searched. */
const textBudget = 32_000_000;
const leastText = 300;
const mostText = 20_000;
/** More trials than this are no table that anyone looks at, and memory that a damaged manifest must not take. */
const mostTrials = 2_000_000;

/** One run, opened to be looked at: read once, then fed with what a run that goes on tells. */
export class RunBook {
  readonly run: StoredRun;
  readonly manifest: RunManifest;
  readonly parts: readonly PromptPart[];
  /** What could not be read of it, a sentence each. */
  readonly faults: readonly string[];
  summary: RunSummary | undefined;
  progress: RunProgress | undefined;
  spentUsd = 0;
  private readonly bases: readonly number[];
  /** Only of a run without a summary: who has one needs no counting. */
  private readonly tallies: readonly CandidateTally[];

  private constructor(run: StoredRun, manifest: RunManifest, opened: Opened) {
    this.run = run;
    this.manifest = manifest;
    this.summary = 'value' in run.summary ? run.summary.value : undefined;
    this.faults = opened.faults;
    this.parts = opened.parts;
    this.bases = basesOf(manifest);
    this.tallies = manifest.candidates.map(
      ({ prompt }) =>
        new CandidateTally(opened.prepared[prompt] ?? [], manifest.prompts[prompt]?.repeats ?? 1),
    );
  }

  /**
   * Reads a run. What cannot be read is among the faults; where not even its manifest can, there is no book. `isLive`:
   * trials that have not ended are still to come.
   */
  static async open(
    history: Pick<History, 'cases' | 'results'>,
    run: StoredRun,
    isLive: boolean,
  ): Promise<RunBook | undefined> {
    if (!('value' in run.manifest)) return undefined;
    const manifest = run.manifest.value;
    const faults: string[] = [];
    const reading = async (read: () => Promise<void>): Promise<void> => {
      try {
        await read();
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        // One that was only planned has no journal yet.
        if (error.code !== 'missing') faults.push(error.message);
      }
    };
    const { total } = trialGrid(manifest.prompts, manifest.candidates);
    // Not a number is too large as well.
    const isTooLarge = !(total <= mostTrials);
    if (isTooLarge)
      faults.push(`It has more than ${count(mostTrials)} trials: they are not listed.`);
    const opened = await openParts(run, manifest, isTooLarge);
    const hearCase = (one: SnapshotCase, at: Span): void =>
      opened.parts[one.prompt]?.rows.plan.cases.add(one.index, one.testCase, at);
    if (!isTooLarge) await reading(() => history.cases(run, hearCase));
    const book = new RunBook(run, manifest, { ...opened, faults });
    for (const { rows } of book.parts) rows.isLive = isLive;
    await reading(() => history.results(run, (result, at) => book.take(result, at)));
    return book;
  }

  get finished(): number {
    return this.parts.reduce((sum, { rows }) => sum + rows.finished, 0);
  }

  /** What a run tells while it goes on. What was read already is not counted twice. */
  hear(event: RunEvent): void {
    if (event.kind === 'trial-finished') {
      this.progress = event.progress;
      this.take(event.result, undefined);
    } else if (event.kind === 'run-ended') {
      this.summary = event.summary;
      this.end();
    }
  }

  /** Nothing more will be told. */
  end(): void {
    for (const { rows } of this.parts) {
      rows.isLive = false;
      rows.revision += 1;
    }
  }

  /** As the run's summary says, or as far as it has come. */
  summaryOf(candidate: number): CandidateSummary | undefined {
    const ended = this.summary?.candidates.find((one) => one.candidate === candidate);
    if (ended !== undefined) return ended;
    const { prompt } = this.manifest.candidates[candidate] ?? { prompt: -1 };
    const { cases = 0, repeats = 1 } = this.manifest.prompts[prompt] ?? {};
    const rest = { state: 'cancelled' } as const;
    return this.tallies[candidate]?.summary(candidate, cases * repeats, rest);
  }

  /** What the run says of a candidate's cases, by case. */
  cellsOf(candidate: number): ReadonlyMap<string, BaselineCell> {
    const rows = this.parts[this.manifest.candidates[candidate]?.prompt ?? -1]?.rows;
    const cells = new Map<string, BaselineCell>();
    for (let row = 0; row < (rows?.size ?? 0); row += 1) {
      if (rows?.candidateOf(row)?.place !== candidate) continue;
      const cell = rows.cellOf(row);
      if (cell !== undefined) cells.set(cell.caseId, cell);
    }
    return cells;
  }

  /** Takes in the result of a trial, once; where it is known already, at least where it is written. */
  take(result: TrialResult, at: ResultPlace | undefined): void {
    const prompt = this.manifest.candidates[result.candidate]?.prompt ?? -1;
    const part = this.parts[prompt];
    if (part === undefined) return;
    const trial = result.trial - (this.bases[prompt] ?? 0);
    const isNews = !part.rows.trials.has(trial);
    part.rows.add(trial, result, at);
    if (!isNews) return;
    this.spentUsd += result.costUsd ?? 0;
    if (this.summary === undefined) this.tallies[result.candidate]?.add(result);
  }
}

interface Opened {
  readonly parts: readonly PromptPart[];
  readonly prepared: readonly (readonly PreparedEvaluator[])[];
  readonly faults: readonly string[];
}

async function openParts(
  run: StoredRun,
  manifest: RunManifest,
  isTooLarge: boolean,
): Promise<Omit<Opened, 'faults'>> {
  const rowsInAll = manifest.candidates.reduce(
    (sum, { prompt }) => sum + (manifest.prompts[prompt]?.cases ?? 0),
    0,
  );
  const most = Math.max(leastText, Math.min(mostText, Math.floor(textBudget / rowsInAll)));
  const summary = 'value' in run.summary ? run.summary.value : undefined;
  const prepared: (readonly PreparedEvaluator[])[] = [];
  const parts: PromptPart[] = [];
  for (const [place, copy] of manifest.prompts.entries()) {
    const { value: prompt } = await readPromptCopy(copy);
    const written = prompt?.evaluators ?? [];
    const { judge } = manifest.options;
    const options = { file: copy.file, defaultJudge: judge };
    prepared.push(
      summary === undefined ? ((await prepareEvaluators(written, options)).value ?? []) : [],
    );
    const candidates = manifest.candidates.flatMap(({ variant, model, prompt: of }, candidate) =>
      of === place ? [{ place: candidate, variant, model }] : [],
    );
    const told = summary?.candidates.find(({ candidate }) => candidate === candidates[0]?.place);
    const evaluators =
      told === undefined ? writtenEvaluators(written) : summarisedEvaluators(told.evaluators);
    const rows = new PromptRows({
      cases: new CaseTable(variablesOf(prompt), most),
      count: isTooLarge ? 0 : copy.cases,
      repeats: copy.repeats,
      candidates,
      evaluators: evaluators.map(({ name }) => name),
      mostText: most,
    });
    parts.push({ rows, order: new RowOrder(rows), evaluators, prompt });
  }
  return { parts, prepared };
}

/** The columns that a prompt's messages name. */
function variablesOf(prompt: Prompt | undefined): readonly string[] {
  const variables =
    prompt?.variants.flatMap((variant) => compileConversation(variant).variables) ?? [];
  const names = variables.flatMap(({ name }) => [name, name.split('.')[0] ?? name]);
  return [...new Set(names)];
}

/** The number of the first trial of each prompt. */
function basesOf({ prompts, candidates }: RunManifest): readonly number[] {
  const grid = trialGrid(prompts, candidates);
  return prompts.map((_, place) => {
    const first = candidates.findIndex(({ prompt }) => prompt === place);
    return first < 0 ? grid.total : grid.number(first, 0, 0);
  });
}
