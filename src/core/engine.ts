import type { Calibration, JudgeState } from '#protocol/calibration.ts';
import type { Catalogue } from '#protocol/catalogue.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type { RunLine } from '#protocol/history.ts';
import type { Label, LabelVerdict, NewLabel } from '#protocol/label.ts';
import type { Problem } from '#protocol/problem.ts';
import type {
  CacheMode,
  CandidateSummary,
  Preflight,
  QuarantineEntry,
  RecordingMode,
  RunManifest,
  RunSummary,
} from '#protocol/run.ts';
import type { Score } from '#protocol/score.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { Consent } from './scorers/consent/consents.ts';
import type { ScorerCommand } from './scorers/consent/scorerCommand.ts';
import type { PromptCells } from './compare/cells.ts';
import type { Baseline } from './store/baselines.ts';
import type { Reading } from './documents/reading.ts';
import type { Selection } from './graph/selectChanged.ts';
import type { CoveredRequirement } from './lint/requirements/coverage.ts';
import type { Span } from './store/lines.ts';
import type { Stored } from './store/runFolder.ts';
import type { SnapshotCase } from './store/snapshot.ts';
import type { CalibrationControl } from './runner/calibrate.ts';
import type { ReadyCalibration } from './runner/calibrationPlan.ts';
import type { ReadyRun, RunControl } from './runner/run.ts';
import type { Exporting, ExportRequest } from './project/exportPrompt.ts';
import type { ImportRequest } from './project/importPrompt.ts';
import type { Suggested } from './suggest/suggestion.ts';

/** What to run. Whatever is absent comes from the suite, then from the prompt, then from a default. */
export interface RunRequest {
  /** Absolute paths of prompt files or folders; empty: the suite's, or every prompt file of the project. */
  readonly files: readonly string[];
  /** Catalogue ids that replace those of the prompts; empty: as the prompts say. */
  readonly models: readonly string[];
  readonly variants: readonly string[];
  readonly cases: readonly string[];
  readonly tags: readonly string[];
  readonly repeats?: number;
  readonly maxCostUsd?: number;
  readonly concurrency?: number;
  readonly cache?: CacheMode;
  /** `off` asks the models even where the suite says to replay. */
  readonly recordings?: RecordingMode;
  readonly allowUnpriced?: readonly string[];
  /** A tier of the suite; what the request says itself goes before it. */
  readonly tier?: string;
  /** So many cases of each prompt, at most: always the same ones. */
  readonly sample?: number;
  /** Another one draws another sample. */
  readonly sampleSeed?: string;
  /** Only this part of the cases, from 1: the same on every machine. */
  readonly shard?: { readonly index: number; readonly of: number };
  /** Only what depends on something that changed since the branch at hand left this ref of git. */
  readonly since?: string;
  /** The replies are to come from batches, at their price. */
  readonly batch?: true;
}

/** An error among the problems: nothing was written and nothing will be asked. */
export interface Planned {
  readonly problems: readonly Problem[];
  readonly preflight?: Preflight;
  readonly ready?: ReadyRun;
  /** Commands that a person has to allow first; the problems name them too. */
  readonly unallowed?: readonly ScorerCommand[];
  /** Set for a tier that asks nobody: what was checked and rendered. */
  readonly rendered?: { readonly prompts: number; readonly cases: number };
  /** Set where the run was to take only what changed: what that is. */
  readonly changed?: ChangedSince;
}

/** What changed, and what has to run again for it. Nothing selected: there is nothing to run, and nothing wrong. */
export interface ChangedSince {
  /** As it was asked for. */
  readonly ref: string;
  /** The commit that was compared with. */
  readonly commit: string;
  readonly selection: Selection;
}

export interface ReviewRequest {
  /** Absolute paths of prompts or folders; empty: all. */
  readonly files: readonly string[];
  /** An id of the catalogue. */
  readonly model: string;
  readonly maxCostUsd: number;
  /** Models that may be asked without a price, besides those that the suite allows. */
  readonly allowUnpriced?: readonly string[];
}

export interface Reviewed {
  /** Hints, settled as the project wants them told. */
  readonly problems: readonly Problem[];
  /** Why a prompt, or all of them, were not looked at: sentences. */
  readonly notes: readonly string[];
  /** Prompts that were looked at. */
  readonly prompts: number;
  /** Findings whose words do not stand in the prompt. */
  readonly dropped: number;
  readonly spentUsd: number;
}

export interface ScoreRequest {
  /** Absolute path of a dataset with a column `output`. */
  readonly file: string;
  /** The prompt whose evaluators are applied; or metrics by kind with their settings as JSON. */
  readonly prompt?: string;
  readonly metrics: readonly { readonly kind: string; readonly settings?: string }[];
  /** Case field → column of the file. */
  readonly map?: Readonly<Record<string, string>>;
}

export interface Scored {
  readonly problems: readonly Problem[];
  readonly summary?: CandidateSummary;
}

/** One run in the history. A run whose files are damaged is listed with what is wrong. */
export interface StoredRun {
  readonly id: string;
  readonly folder: string;
  readonly manifest: Stored<RunManifest>;
  /** `missing`: the run did not end in an orderly way, and can be resumed. */
  readonly summary: Stored<RunSummary>;
}

/** The only thing that front ends hold. One project, one engine. */
export interface Engine {
  /** The folder that holds `assay.yml`, `assay.models.yml` and `.assay`. */
  readonly root: string;
  /** Reads and checks everything and counts calls, tokens and cost; writes nothing, asks nothing. */
  preflight(request: RunRequest, signal: AbortSignal): Promise<Planned>;
  /** The same, and writes the run's manifest and cases. */
  plan(request: RunRequest, signal: AbortSignal): Promise<Planned>;
  /** Takes a run up again; `id` may be shortened as long as it is unique, `last` is the newest. */
  resume(
    id: string,
    change: { readonly maxCostUsd?: number },
    signal: AbortSignal,
  ): Promise<Planned>;
  run(ready: ReadyRun, control: RunControl): Promise<RunSummary>;
  /** Every problem of the files, without a request. Empty `files`: of the whole project. */
  lint(files: readonly string[], signal: AbortSignal): Promise<readonly Problem[]>;
  /** What the prompts demand, and what of it their evaluators and cases test; the problems are those of `lint`. */
  coverage(files: readonly string[], signal: AbortSignal): Promise<Coverage>;
  /** Lets a model look through prompts for what no rule can tell. Costs money, and only ever gives hints. */
  review(request: ReviewRequest, signal: AbortSignal): Promise<Reviewed>;
  score(
    request: ScoreRequest,
    hear: (result: TrialResult) => void,
    signal: AbortSignal,
  ): Promise<Scored>;
  /** Which metrics fit a prompt file, and why; asks nothing. Absent where the file, or its first cases, cannot be read. */
  suggestMetrics(
    file: string,
  ): Promise<{ readonly problems: readonly Problem[]; readonly suggested?: Suggested }>;
  /** Writes a prompt of another tool as a `.prompt.yml`. Rejects only with `FileError`. */
  importPrompt(request: ImportRequest): Promise<Exporting>;
  /** Writes a prompt in another format; refuses where something would be lost, unless that is allowed. The same. */
  exportPrompt(request: ExportRequest): Promise<Exporting>;
  catalogue(): Promise<{
    readonly catalogue: Catalogue | undefined;
    readonly problems: readonly Problem[];
  }>;
  /** Whether what changed between two sides is real. Never rejects, but with the signal's reason. */
  compare(request: CompareRequest, signal: AbortSignal): Promise<Compared>;
  readonly history: History;
  readonly baselines: Baselines;
  readonly labels: Labels;
  readonly judges: Judges;
  readonly consents: CommandConsents;
}

export interface Coverage {
  readonly problems: readonly Problem[];
  readonly prompts: readonly {
    /** Relative to the root, with `/`. */
    readonly file: string;
    readonly requirements: readonly CoveredRequirement[];
  }[];
}

/** Commands that prompts run as scorers, and what the user has said to them. */
export interface CommandConsents {
  /** The commands of these prompts, or those that run these files; of every prompt where none is named. */
  find(files: readonly string[]): Promise<FoundCommands>;
  /** Rejects with `FileError` where it cannot be kept. */
  allow(command: ScorerCommand): Promise<void>;
  /** Of every project of this user, oldest first. */
  list(): Promise<readonly Consent[]>;
  /** By the start of its id. `false`: there is none, or more than one. */
  revoke(id: string): Promise<boolean>;
}

export interface FoundCommands {
  readonly commands: readonly { readonly command: ScorerCommand; readonly isAllowed: boolean }[];
  readonly problems: readonly Problem[];
}

/** One side of a comparison. Of the baselines those that the other side's prompts have. */
export type CompareSide = 'baseline' | StoredRun;

export interface CompareRequest {
  readonly before: CompareSide;
  readonly after: CompareSide;
  /** Only this prompt: its file, relative to the root, with `/`. */
  readonly prompt?: string;
  /** Compares the first model, before, with the second, after; both sides may then be one run. */
  readonly models?: readonly [before: string, after: string];
  readonly variants?: readonly [before: string, after: string];
  /** Counts on neither side. */
  readonly quarantine?: readonly QuarantineEntry[];
}

export type Compared =
  | { readonly value: RunComparison }
  /** Why nothing can be compared, in sentences. `missing`: there is no baseline yet. */
  | { readonly refused: string; readonly fault: 'missing' | 'unusable' };

export interface History {
  /** Newest first; only so many of them where a number is given. */
  list(newest?: number): Promise<readonly StoredRun[]>;
  /** How many there are; opens none. */
  count(): Promise<number>;
  /** These, in their order; those that are not there have the fault `missing`. */
  load(ids: readonly string[]): Promise<readonly StoredRun[]>;
  /**
   * A line for every run, newest first: quick for thousands, from an index that is made again where it is missing.
   * `keep` writes the index; without it nothing is written.
   */
  lines(keep: boolean): Promise<readonly RunLine[]>;
  /** By id, by the start of an id, `last`, or `previous`: the one before. `undefined`: there is none, or more than one. */
  find(id: string): Promise<StoredRun | undefined>;
  /** The run in a folder, also one that lies elsewhere. `folder`: absolute; whoever names it says that it may be read. */
  at(folder: string): Promise<StoredRun>;
  /** Every result that stands, one a trial, in the order they came. */
  results(run: StoredRun, hear: (result: TrialResult, at: ResultPlace) => void): Promise<void>;
  /** Every case as it was when the run started. Rejects with `FileError` where the run's copy is missing or damaged. */
  cases(
    run: StoredRun,
    hear: (one: SnapshotCase, at: Span) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /** One of the results, or of the cases, that were told, without reading all. `undefined`: it does not stand there any more. */
  resultAt(run: StoredRun, at: ResultPlace): Promise<TrialResult | undefined>;
  caseAt(run: StoredRun, at: Span): Promise<SnapshotCase | undefined>;
  remove(run: StoredRun): Promise<void>;
}

/** Where a result is written: its record, and that of what judges said later. */
export interface ResultPlace {
  readonly result: Span;
  readonly scores?: Span;
}

/** Accepted scores, a file for each prompt. */
export interface Baselines {
  /** `promptFile`: relative to the root, with `/`. Never rejects. */
  read(promptFile: string): Promise<Stored<Baseline>>;
  /**
   * Takes what a run scored into the baseline of each of its prompts. Cells that the run says nothing of stay as they
   * were; errors and trials without a score never enter.
   */
  accept(run: StoredRun): Promise<Accepted>;
  /** Every baseline of the project, by its absolute path; damaged ones too. Never rejects. */
  list(): Promise<readonly { readonly path: string; readonly stored: Stored<Baseline> }[]>;
}

export interface Accepted {
  /** In the order of the run's manifest. */
  readonly prompts: readonly AcceptedPrompt[];
  /** Why nothing of the run could be read; then nothing was written. */
  readonly refused?: string;
}

/** What was done with one prompt's baseline. */
export interface AcceptedPrompt {
  /** Relative to the root, with `/`. */
  readonly prompt: string;
  /** Absolute path of the baseline. */
  readonly path: string;
  /** Cells that now say what the run says. */
  readonly accepted: number;
  /** Cells of before that the run says nothing of. */
  readonly kept: number;
  readonly leftOut: PromptCells['leftOut'];
  /** Why the file was not touched. */
  readonly refused?: string;
}

/** What people say of replies, a file for each prompt. `promptFile`: relative to the root, with `/`. */
export interface Labels {
  /** Those that stand, in the order they came. A file that cannot be read has no value. Never rejects. */
  read(promptFile: string): Promise<Reading<readonly Label[]>>;
  /** Appends at once. Tells which labels were not kept, and why. Rejects with `FileError`. */
  add(promptFile: string, labels: readonly NewLabel[]): Promise<readonly Problem[]>;
  /** Takes back what the person at work said of a text. Tells where nothing of theirs stands. Rejects with `FileError`. */
  withdraw(
    promptFile: string,
    of: Pick<NewLabel, 'caseId' | 'reply' | 'evaluator'>,
  ): Promise<readonly Problem[]>;
  /** All labels of a dataset, or none where it has an error. Rejects with `FileError`. */
  import(request: LabelImport): Promise<{
    readonly problems: readonly Problem[];
    /** How many were kept. */
    readonly labels: number;
  }>;
  /** Who labels. */
  person(): Promise<string>;
}

/** Labels that were made elsewhere: rows with the columns `case`, `output` and `label`. */
export interface LabelImport {
  /** Absolute, as is `prompt`. */
  readonly file: string;
  readonly prompt: string;
  readonly evaluator?: string;
  /** Field → column of the file. */
  readonly map: Readonly<Record<string, string>>;
}

/** The judges of a project, and whether they agree with people. */
export interface Judges {
  /** Checks everything and counts what the judges will be asked; writes nothing, asks nothing. */
  plan(request: CalibrationRequest, signal: AbortSignal): Promise<CalibrationPlanned>;
  calibrate(ready: ReadyCalibration, control: CalibrationControl): Promise<CalibrationReport>;
  /** Every judge of every prompt. */
  status(): Promise<JudgeOverview>;
}

/** Whatever is absent comes from the suite. */
export interface CalibrationRequest extends Pick<
  RunRequest,
  'maxCostUsd' | 'cache' | 'recordings' | 'allowUnpriced'
> {
  /** Absolute path of a prompt file. */
  readonly prompt: string;
  /** Absent: every judge of the prompt. */
  readonly evaluator?: string;
  /** The least kappa; 0.6 where absent. */
  readonly minAgreement?: number;
}

export interface CalibrationPlanned {
  readonly problems: readonly Problem[];
  readonly preflight?: Preflight;
  readonly ready?: ReadyCalibration;
}

export interface CalibrationReport {
  readonly problems: readonly Problem[];
  /** Those that were asked about every reply; where it was stopped, the others are left as they were. */
  readonly judges: readonly JudgeCalibration[];
  readonly spentUsd: number;
  /** A failure that concerns more than one reply. */
  readonly stopped?: { readonly code: string; readonly message: string };
}

/** How one judge did. */
export interface JudgeCalibration {
  readonly state: JudgeState;
  readonly calibration: Calibration;
  /** Absolute path of what was written; absent where the judge gave nothing to compare. */
  readonly path?: string;
  readonly disagreements: readonly {
    readonly caseId: string;
    readonly reply: string;
    readonly people: LabelVerdict;
    readonly judge: Extract<Score, { outcome: 'scored' }>;
  }[];
  /** What the judge failed at, or had nothing to go by for. */
  readonly unanswered: readonly {
    readonly caseId: string;
    readonly outcome: 'failed' | 'not-applicable';
    readonly why: string;
  }[];
}

export interface JudgeOverview {
  readonly problems: readonly Problem[];
  readonly judges: readonly KnownJudge[];
}

export interface KnownJudge {
  /** Relative to the root, with `/`. */
  readonly prompt: string;
  readonly evaluator: string;
  /** The metric's kind. */
  readonly kind: string;
  /** Catalogue ids. */
  readonly models: readonly string[];
  readonly state: JudgeState;
  /** Replies that are labelled for it now. */
  readonly labelled: number;
  /** People have said something since it was calibrated. */
  readonly hasNewLabels: boolean;
  readonly calibratedAt?: string;
}
