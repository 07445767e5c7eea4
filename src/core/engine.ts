import type { Catalogue } from '#protocol/catalogue.ts';
import type { RunLine } from '#protocol/history.ts';
import type { Problem } from '#protocol/problem.ts';
import type {
  CacheMode,
  CandidateSummary,
  Preflight,
  RunManifest,
  RunSummary,
} from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { PromptCells } from './compare/cells.ts';
import type { Baseline } from './store/baselines.ts';
import type { Stored } from './store/runFolder.ts';
import type { SnapshotCase } from './store/snapshot.ts';
import type { ReadyRun, RunControl } from './runner/run.ts';

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
  readonly recordings?: 'off' | 'record' | 'replay';
  readonly allowUnpriced?: readonly string[];
}

/** An error among the problems: nothing was written and nothing will be asked. */
export interface Planned {
  readonly problems: readonly Problem[];
  readonly preflight?: Preflight;
  readonly ready?: ReadyRun;
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
  score(
    request: ScoreRequest,
    hear: (result: TrialResult) => void,
    signal: AbortSignal,
  ): Promise<Scored>;
  catalogue(): Promise<{
    readonly catalogue: Catalogue | undefined;
    readonly problems: readonly Problem[];
  }>;
  readonly history: History;
  readonly baselines: Baselines;
}

export interface History {
  /** Newest first; only so many of them where a number is given. */
  list(newest?: number): Promise<readonly StoredRun[]>;
  /**
   * A line for every run, newest first: quick for thousands, from an index that is made again where it is missing.
   * `keep` writes the index; without it nothing is written.
   */
  lines(keep: boolean): Promise<readonly RunLine[]>;
  /** By id, by the start of an id, or `last`. `undefined`: there is none, or more than one. */
  find(id: string): Promise<StoredRun | undefined>;
  /** Every result that stands, one a trial, in the order they came. */
  results(run: StoredRun, hear: (result: TrialResult) => void): Promise<void>;
  /** Every case as it was when the run started. Rejects with `FileError` where the run's copy is missing or damaged. */
  cases(run: StoredRun, hear: (one: SnapshotCase) => void, signal?: AbortSignal): Promise<void>;
  remove(run: StoredRun): Promise<void>;
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
